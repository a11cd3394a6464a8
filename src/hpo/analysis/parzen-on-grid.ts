import { logGaussMass } from '../../math/stats/log-gauss-mass.ts'
import { type Distribution, type NumericDistribution, type ParamValue, sameChoice } from '../space/distribution.ts'

/** Cells that a range is divided into, unless it holds fewer values. */
const mostCells = 50
/** Keeps nine tenths of a kernel inside of its own cell, at least. */
const leastBandwidth = 0.5 / 1.64
/** Keeps quotients of densities finite. */
const floor = 1e-12

/**
 * The density of values over the cells of a parameter: a mixture of one kernel for each cell that holds values, weighted by
 * their number, and one kernel as wide as the range with weight 1; bandwidths by Scott's rule (Watanabe et al. 2023,
 * "PED-ANOVA", arXiv:2304.10255, section 4; constants as in Optuna's `ScottParzenEstimator`).
 */
export function parzenOnGrid(distribution: Distribution, values: readonly ParamValue[]): Float64Array {
  const counts = countsIn(distribution, values)
  const cells: number[] = []
  counts.forEach((count, cell) => {
    if (count > 0) cells.push(cell)
  })
  const weights = cells.map((cell) => counts[cell])
  const total = values.length + 1
  const density = new Float64Array(counts.length).fill(floor)
  const add = (weight: number, kernel: (cell: number) => number): void => {
    for (let cell = 0; cell < density.length; cell++) density[cell] += (weight / total) * kernel(cell)
  }
  if (distribution.kind === 'categorical') {
    const own = 1 / (cells.length + 1)
    const sum = 1 + own * counts.length
    cells.forEach((at, i) => add(weights[i], (cell) => (own + Number(cell === at)) / sum))
    add(1, () => 1 / counts.length)
    return density
  }
  const last = counts.length - 1
  const bandwidth = Math.max(leastBandwidth, scottBandwidth(cells, weights))
  cells.forEach((at, i) => add(weights[i], cellMass(at, bandwidth, last)))
  add(1, cellMass(last / 2, last + 1, last))
  return density
}

function countsIn(distribution: Distribution, values: readonly ParamValue[]): Float64Array {
  if (distribution.kind === 'categorical') {
    const { choices } = distribution
    const counts = new Float64Array(choices.length)
    for (const value of values) counts[choices.findIndex((choice) => sameChoice(choice, value))]++
    return counts
  }
  const scale = distribution.log ? Math.log : (value: number): number => value
  const [low, high] = [scale(distribution.low), scale(distribution.high)]
  const counts = new Float64Array(cellCount(distribution))
  const width = (high - low) / (counts.length - 1)
  for (const value of values) {
    // Ties go to the lower cell, as in Optuna.
    const cell = Math.ceil((scale(value as number) - low) / width - 0.5)
    counts[Math.min(counts.length - 1, Math.max(0, cell))]++
  }
  return counts
}

function cellCount({ kind, low, high, log, step }: NumericDistribution): number {
  if (kind === 'int' && log) return Math.min(mostCells, Math.ceil(Math.log2(high - low + 1)) + 1)
  return step === null ? mostCells : Math.min(mostCells, Math.round((high - low) / step) + 1)
}

/** The mass of a normal kernel in a cell, of that in all cells from 0 to `last`. */
function cellMass(mean: number, deviation: number, last: number): (cell: number) => number {
  const z = (edge: number): number => (edge - mean) / deviation
  const whole = logGaussMass(z(-0.5), z(last + 0.5))
  return (cell) => Math.exp(logGaussMass(z(cell - 0.5), z(cell + 0.5)) - whole)
}

function scottBandwidth(cells: readonly number[], weights: readonly number[]): number {
  const cumulative = weights.map(
    (
      (sum) => (weight) =>
        (sum += weight)
    )(0),
  )
  const total = cumulative.at(-1)!
  const mean = cells.reduce((sum, cell, i) => sum + (cell * weights[i]) / total, 0)
  const squares = cells.reduce((sum, cell, i) => sum + weights[i] * (cell - mean) ** 2, 0)
  const deviation = Math.sqrt(squares / Math.max(1, total - 1))
  const first = cumulative.findIndex((sum) => sum >= Math.floor(total / 4))
  const third = cumulative.findIndex((sum) => sum > Math.floor((total * 3) / 4))
  const between = cells[third === -1 ? cells.length - 1 : third] - cells[first]
  return 1.059 * Math.min(between / 1.34, deviation) * total ** -0.2
}
