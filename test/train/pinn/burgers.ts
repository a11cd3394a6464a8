import { stratifiedPoints } from '../../../src/train/pinn/stratified-points.ts'
import type { PinnProblem } from '../../../src/train/pinn/pinn-problem.ts'
import {
  firstDerivativePart,
  secondDerivativePart,
  valuePart,
  type ResidualPart,
} from '../../../src/train/pinn/residual-part.ts'

/** Burgers' equation u_t + u u_x = ν u_xx as a user would write it: two inputs and a nonlinear part. Exact: u = 0. */
export function burgers(): PinnProblem<'equation' | 'wall'> {
  const domain = [
    { name: 'x', low: -1, high: 1 },
    { name: 't', low: 0, high: 1 },
  ]
  const advection: ResidualPart = ({ count, u }, { value, slopes }) => {
    for (let p = 0; p < count; p++) {
      value[p] += u.value[p] * u.first[0][p]
      slopes.value[p] += u.first[0][p]
      slopes.first[0][p] += u.value[p]
    }
  }
  return {
    name: 'burgers',
    domain,
    terms: {
      equation: {
        points: (rng, count) => stratifiedPoints(domain, rng, count),
        parts: [firstDerivativePart(1, 1), advection, secondDerivativePart(0, -0.01)],
        scale: 'parts',
      },
      wall: {
        points: (rng, count) => stratifiedPoints(domain, rng, count).map(Math.round),
        parts: [valuePart(1)],
        scale: 1,
      },
    },
    exact: () => 0,
    referenceFloor: 0,
  }
}
