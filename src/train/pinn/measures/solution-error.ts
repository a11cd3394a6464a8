import type { Exact, Interval, PinnProblem } from '../pinn-problem.ts'

/** A function on points given flat, [points, inputs]: one component of what should be u. */
type Prediction = (points: Float64Array, output: number) => Float64Array

/** Points of the grid on which errors are measured, all axes together. */
const gridPoints = 1001

/**
 * ‖predict − exact‖₂ / ‖exact‖₂ over an even grid of about 1000 points of the domain, its boundary included, and over all
 * components of u. NaN for a problem without a known solution.
 */
export function relativeL2(problem: PinnProblem, predict: Prediction): number {
  return solutionErrors(problem, predict).relativeL2
}

/** The largest |predict − exact| on the same grid; NaN likewise. */
export function maxError(problem: PinnProblem, predict: Prediction): number {
  return solutionErrors(problem, predict).maxError
}

/** Both, for one look at the prediction. */
export function solutionErrors(
  problem: PinnProblem,
  predict: Prediction,
): { readonly relativeL2: number; readonly maxError: number } {
  if (problem.exact === undefined) return { relativeL2: Number.NaN, maxError: Number.NaN }
  const grid = evenGrid(problem.domain)
  let [error, size, largest] = [0, 0, 0]
  for (const [output, exact] of exactOn(grid, problem, problem.exact).entries()) {
    const predicted = predict(grid, output)
    for (let p = 0; p < exact.length; p++) {
      const difference = predicted[p] - exact[p]
      error += difference ** 2
      size += exact[p] ** 2
      largest = Math.max(largest, Math.abs(difference))
    }
  }
  return { relativeL2: Math.sqrt(error / size), maxError: largest }
}

/** The solutions of problems on their grids: that of Burgers' equation takes longer than a short training. */
const known = new WeakMap<PinnProblem, readonly Float64Array[]>()

/** Each component of the solution. */
function exactOn(grid: Float64Array, problem: PinnProblem, exact: Exact): readonly Float64Array[] {
  const { domain, unknowns } = problem
  const inputs = domain.length
  const values =
    known.get(problem) ??
    unknowns.map((_, output) =>
      Float64Array.from({ length: grid.length / inputs }, (_, p) =>
        exact(grid.subarray(p * inputs, (p + 1) * inputs), output),
      ),
    )
  known.set(problem, values)
  return values
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
