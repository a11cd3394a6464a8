import type { LeastSquares } from '../../../src/math/optimize/levenberg-marquardt.ts'
import type { Objective, Optimizer, StopReason } from '../../../src/math/optimize/optimizer.ts'

/** Rosenbrock's valley in any even dimension; minimum 0 at (1, …, 1). */
export const rosenbrock: Objective = (x, gradient) => {
  let loss = 0
  for (let i = 0; i < x.length; i += 2) {
    const bend = x[i + 1] - x[i] ** 2
    const rest = 1 - x[i]
    loss += 100 * bend ** 2 + rest ** 2
    gradient[i] = -400 * bend * x[i] - 2 * rest
    gradient[i + 1] = 200 * bend
  }
  return loss
}

/** ½ Σ curvature (x − center)². */
export function quadratic(curvature: readonly number[], center: readonly number[]): Objective {
  return (x, gradient) => {
    let loss = 0
    for (let i = 0; i < x.length; i++) {
      gradient[i] = curvature[i] * (x[i] - center[i])
      loss += 0.5 * gradient[i] * (x[i] - center[i])
    }
    return loss
  }
}

/** Steps until the optimiser stops or `iterations` are done. */
export function runFor(optimizer: Optimizer, iterations: number): StopReason | null {
  for (let i = 0; i < iterations && optimizer.step() === null; i++);
  return optimizer.stopReason
}

/** The residuals whose squares add up to Rosenbrock's valley, two for two coordinates, with the rows of their derivatives. */
export function rosenbrockResiduals(x: Float64Array): { readonly r: number[]; readonly rows: number[][] } {
  const r: number[] = []
  const rows: number[][] = []
  for (let i = 0; i < x.length; i += 2) {
    const row = (): number[] => Array.from({ length: x.length }, () => 0)
    const [bend, rest] = [row(), row()]
    r.push(10 * (x[i + 1] - x[i] ** 2), 1 - x[i])
    bend[i] = -20 * x[i]
    bend[i + 1] = 10
    rest[i] = -1
    rows.push(bend, rest)
  }
  return { r, rows }
}

/** As a sum of squares, each residual multiplied with `scale()`. */
export function leastSquares(
  residualsOf: typeof rosenbrockResiduals,
  scale = () => 1,
): LeastSquares & { count: number } {
  const problem = {
    count: 6,
    evaluate(x: Float64Array, residuals: Float64Array) {
      residuals.fill(0)
      residuals.set(residualsOf(x).r.map((value) => value * scale()))
    },
    linearize(x: Float64Array, residuals: Float64Array, jacobian: Float64Array) {
      problem.evaluate(x, residuals)
      jacobian.fill(0)
      jacobian.set(residualsOf(x).rows.flat().map((value) => value * scale())) // prettier-ignore
    },
  }
  return problem
}

/** The sum of squares as a function with a gradient. */
export function objectiveOf(residualsOf: typeof rosenbrockResiduals): Objective {
  return (x, gradient) => {
    const { r, rows } = residualsOf(x)
    gradient.fill(0)
    rows.forEach((row, k) => row.forEach((value, i) => (gradient[i] += 2 * r[k] * value)))
    return r.reduce((sum, value) => sum + value * value, 0)
  }
}
