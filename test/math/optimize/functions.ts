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
