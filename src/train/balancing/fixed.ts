import { equalPoints, type BalancingRule } from './balancing-rule.ts'

/** Leaves the weights as they were given. */
export function fixed(): BalancingRule<null> {
  return {
    kind: 'fixed',
    every: Number.MAX_SAFE_INTEGER,
    needs: [],
    weighsPoints: false,
    start: () => null,
    next: (state) => state,
    resampled: (state) => state,
    balance: (_, setup) => ({ weights: setup.weights, points: equalPoints(setup) }),
  }
}
