import type { Interval, PinnProblem } from './pinn-problem.ts'

/** Points of the grid on which errors are measured, all axes together. */
const gridPoints = 1001

/** ‖predict − exact‖₂ / ‖exact‖₂ over an even grid of about 1000 points of the domain, its boundary included. */
export function relativeL2(problem: PinnProblem, predict: (points: Float64Array) => Float64Array): number {
  const inputs = problem.domain.length
  const grid = evenGrid(problem.domain)
  const predicted = predict(grid)
  let error = 0
  let size = 0
  for (let p = 0; p < predicted.length; p++) {
    const exact = problem.exact(grid.subarray(p * inputs, (p + 1) * inputs))
    error += (predicted[p] - exact) ** 2
    size += exact ** 2
  }
  return Math.sqrt(error / size)
}

/** A tensor grid with equally many points an axis, [points, inputs] row-major. */
function evenGrid(domain: readonly Interval[]): Float64Array {
  const side = Math.round(gridPoints ** (1 / domain.length))
  const points = new Float64Array(side ** domain.length * domain.length)
  for (let p = 0; p * domain.length < points.length; p++) {
    let rest = p
    domain.forEach(({ low, high }, axis) => {
      points[p * domain.length + axis] = low + ((rest % side) / (side - 1)) * (high - low)
      rest = Math.floor(rest / side)
    })
  }
  return points
}
