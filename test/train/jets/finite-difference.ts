import type { Objective } from '../../../src/math/optimize/optimizer.ts'

/** ∇ of `loss` at `x` by central differences, with Richardson extrapolation from steps h and h/2 (error of order h⁴). */
export function finiteDifference(loss: (x: Float64Array) => number, x: Float64Array, h = 2e-3): Float64Array {
  return x.map((_, i) => {
    const slope = (step: number): number => {
      const [up, down] = [x.slice(), x.slice()]
      up[i] += step
      down[i] -= step
      return (loss(up) - loss(down)) / (2 * step)
    }
    return (4 * slope(h / 2) - slope(h)) / 3
  })
}

/** ‖∇ − finite differences‖ / ‖∇‖ of an objective at `x`. */
export function gradientError(objective: Objective, x: Float64Array): number {
  const gradient = new Float64Array(x.length)
  objective(x, gradient)
  const scratch = new Float64Array(x.length)
  return relativeDistance(
    gradient,
    finiteDifference((at) => objective(at, scratch), x),
  )
}

/** ‖a − b‖ / ‖a‖. */
export function relativeDistance(a: Float64Array, b: Float64Array): number {
  const norm = (values: Float64Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
  return norm(a.map((value, i) => value - b[i])) / norm(a)
}
