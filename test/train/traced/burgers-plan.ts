import { createRng } from '../../../src/base/rng.ts'
import type { NetOptions } from '../../../src/train/jets/net-options.ts'
import type { Expression } from '../../../src/train/residuals/expression.ts'
import type { TrainingPlan } from '../../../src/train/traced/trace-training.ts'

/** That of Raissi et al. */
const viscosity = 0.01 / Math.PI
const partial = (...orders: number[]): Expression => ({ kind: 'partial', output: 0, orders })
const binary = (op: 'add' | 'sub' | 'mul', left: Expression, right: Expression): Expression => ({ kind: 'binary', op, left, right }) // prettier-ignore
const constant = (value: number): Expression => ({ kind: 'constant', value })

/** u_t + u u_x − ν u_xx, over the coordinates x and t. */
export const equation = binary(
  'sub',
  binary('add', partial(0, 1), binary('mul', partial(0, 0), partial(1, 0))),
  binary('mul', constant(viscosity), partial(2, 0)),
)

/** u + sin(πx). */
export const initial = binary('add', partial(0, 0), {
  kind: 'unary',
  op: 'sin',
  argument: binary('mul', constant(Math.PI), { kind: 'input', axis: 0 }),
})

/** Burgers' equation on [−1, 1] × [0, 1] with u(x, 0) = −sin πx. */
export function burgersPlan(net: NetOptions, points: number, initialPoints: number): TrainingPlan {
  const rng = createRng('burgers')
  const inside = Float64Array.from({ length: 2 * points }, (_, i) =>
    i % 2 === 0 ? 2 * rng.uniform() - 1 : rng.uniform(),
  )
  const start = Float64Array.from({ length: 2 * initialPoints }, (_, i) => (i % 2 === 0 ? 2 * rng.uniform() - 1 : 0))
  return {
    net,
    inputs: 2,
    terms: [
      { residual: equation, coordinates: inside },
      { residual: initial, coordinates: start },
    ],
  }
}
