import type { Interval, PinnProblem } from './pinn-problem.ts'

/** A function on points given flat, [points, inputs]: one component of what should be u. */
type Prediction = (points: Float64Array, output: number) => Float64Array

/** Points of the grid on which errors are measured, all axes together. */
const gridPoints = 1001

/**
 * ‖predict − exact‖₂ / ‖exact‖₂ over an even grid of about 1000 points of the domain, its boundary included, and over all
 * components of u. NaN for a problem without a known solution.
 */
export function relativeL2(problem: PinnProblem, predict: Prediction): number {
  let error = 0
  let size = 0
  compare(problem, predict, (predicted, exact) => {
    error += (predicted - exact) ** 2
    size += exact ** 2
  })
  return Math.sqrt(error / size)
}

/** The largest |predict − exact| on the same grid; NaN likewise. */
export function maxError(problem: PinnProblem, predict: Prediction): number {
  let largest = problem.exact === undefined ? Number.NaN : 0
  compare(problem, predict, (predicted, exact) => {
    largest = Math.max(largest, Math.abs(predicted - exact))
  })
  return largest
}

function compare(problem: PinnProblem, predict: Prediction, visit: (predicted: number, exact: number) => void): void {
  const { domain, exact, unknowns } = problem
  if (exact === undefined) return
  const inputs = domain.length
  const grid = evenGrid(domain)
  for (const output of unknowns.keys()) {
    const predicted = predict(grid, output)
    for (let p = 0; p < predicted.length; p++) {
      visit(predicted[p], exact(grid.subarray(p * inputs, (p + 1) * inputs), output))
    }
  }
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
