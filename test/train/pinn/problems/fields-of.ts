import type { LossTerm, SolvedProblem } from '../../../../src/train/pinn/pinn-problem.ts'

/** Central differences of eighth order (Fornberg 1988, table 1), at −4 … 4. */
const stencils = [
  [0, 0, 0, 0, 1, 0, 0, 0, 0],
  [1 / 280, -4 / 105, 1 / 5, -4 / 5, 0, 4 / 5, -1 / 5, 4 / 105, -1 / 280],
  [-1 / 560, 8 / 315, -1 / 5, 8 / 5, -205 / 72, 8 / 5, -1 / 5, 8 / 315, -1 / 560],
]

/** A derivative of the solution at a point, by differences with spacing `h`. */
export function derivative(
  { exact }: SolvedProblem,
  at: { readonly point: readonly number[]; readonly orders: readonly number[]; readonly output: number },
  h: number,
): number {
  const visit = (axis: number, point: readonly number[]): number => {
    if (axis === point.length) return exact(point, at.output)
    const order = at.orders[axis]
    return stencils[order].reduce((sum, weight, i) => {
      return weight === 0
        ? sum
        : sum + (weight / h ** order) * visit(axis + 1, point.with(axis, point[axis] + (i - 4) * h))
    }, 0)
  }
  return visit(0, at.point)
}

/** |residual| of the exact solution at points of the term, relative to the sizes of the residual's summands. */
export function exactResiduals(
  problem: SolvedProblem,
  term: LossTerm,
  {
    points,
    h,
    coefficients,
  }: { readonly points: Float64Array; readonly h: number; readonly coefficients: readonly number[] },
): number[] {
  const { width, residual } = term
  const inputs = problem.domain.length
  return Array.from({ length: points.length / width }, (_, p) => {
    const columns = points.slice(p * width, (p + 1) * width)
    const point = Array.from(columns.subarray(0, inputs))
    const partials = residual.partials.map(({ output, orders }) =>
      Float64Array.of(derivative(problem, { point, orders, output }, h)),
    )
    const at = residual.at({ count: 1, columns, width, partials })
    at.evaluate(coefficients)
    return Math.abs(at.value[0]) / Math.max(1, at.summandsRms())
  })
}
