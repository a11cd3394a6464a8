import type { BalancingRule, Need } from './balancing-rule.ts'

/**
 * Several rules at once: weights and factors are multiplied, relative to the given weights. `together(gradientNorms(),
 * causal())` is how jaxpi trains. All of them observe as often as the most frequent one wants to.
 */
export function together(...rules: readonly BalancingRule[]): BalancingRule<readonly unknown[]> {
  return {
    kind: `together(${rules.map(({ kind }) => kind).join(', ')})`,
    every: Math.min(...rules.map(({ every }) => every)),
    needs: [...new Set<Need>(rules.flatMap(({ needs }) => needs))],
    weighsPoints: rules.some(({ weighsPoints }) => weighsPoints),
    start: (setup) => rules.map((rule) => rule.start(setup)),
    next: (states, observation, setup) =>
      rules.map((rule, r) =>
        observation.step % rule.every === 0 ? rule.next(states[r], observation, setup) : states[r],
      ),
    resampled: (states, setup) => rules.map((rule, r) => rule.resampled(states[r], setup)),
    balance(states, setup) {
      const balances = rules.map((rule, r) => rule.balance(states[r], setup))
      return {
        weights: setup.weights.map((given, k) =>
          balances.reduce((product, { weights }) => (given > 0 ? (product * weights[k]) / given : 0), given),
        ),
        points: setup.terms.map((_, k) => {
          const factors = balances.flatMap(({ points }) => (points[k] === null ? [] : [points[k]]))
          return factors.length === 0 ? null : factors.reduce((a, b) => a.map((factor, i) => factor * b[i]))
        }),
      }
    },
  }
}
