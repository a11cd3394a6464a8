import { logGaussMass } from '../../../math/stats/log-gauss-mass.ts'
import type { Candidates } from './candidates.ts'
import { KernelWindow } from './kernel-window.ts'
import type { Mixture } from './mixture.ts'

/** Kernels below e⁻⁴⁵ of the largest are left out: 10⁴ of them add less than the rounding error of the sum. */
const negligible = 45
/** A discrete axis is tabulated when at least this many kernels share a group on average; else a table does not pay. */
const worthwhile = 4

/**
 * The log densities of one mixture at candidates.
 *
 * Every factor is split into its largest value, summed up once per kernel in `peaks`, and a rest that is at most 0 in
 * logarithms. So a kernel is dropped as soon as its sum has fallen far enough below the largest kernel met so far. The
 * rest is −z²/2 on continuous axes, a table on axes with few different kernels, and the mass of a cell on the others.
 * Nothing is allocated per candidate.
 */
export class LogDensity {
  private readonly mixture: Mixture
  private readonly candidates: Candidates
  /** By row: the log of a kernel's weight times its largest density. */
  private readonly peaks: Float64Array
  private readonly window: KernelWindow
  /** The terms of the current candidate that count, how many they are, and the largest. */
  private readonly terms: Float64Array
  private kept = 0
  private largest = 0
  /** Axes [0, continuous) are continuous. */
  private readonly continuous: number
  /** Axes whose factors are looked up, and those whose factors are computed. */
  private readonly tabulated: readonly number[]
  private readonly computed: readonly number[]
  /** The log factors of one tabulated axis after the other, each [candidate slot, group]; NaN until first needed. */
  private readonly factors: Float64Array
  /** Where each tabulated axis begins in `factors`, and where the current candidate's slot does. */
  private readonly offsets: Int32Array
  private readonly starts: Int32Array
  private point = 0

  constructor(mixture: Mixture, candidates: Candidates) {
    const { axes } = mixture.table
    const count = mixture.rows.length
    this.mixture = mixture
    this.candidates = candidates
    this.peaks = kernelPeaks(mixture)
    this.window = new KernelWindow(mixture, this.peaks)
    this.terms = new Float64Array(count + 1)
    this.continuous = axes.filter(({ kind }) => kind === 'continuous').length
    const grid = axes.map((_, j) => j).slice(this.continuous)
    const pays = (j: number): boolean => axes[j].kind === 'categorical' || mixture.groups[j] * worthwhile <= count
    this.tabulated = grid.filter(pays)
    this.computed = grid.filter((j) => !pays(j))
    const sizes = this.tabulated.map((j) => mixture.groups[j] * candidates.count)
    this.offsets = Int32Array.from(sizes, (_, t) => sizes.slice(0, t).reduce((a, b) => a + b, 0))
    this.starts = new Int32Array(sizes.length)
    this.factors = new Float64Array(sizes.reduce((a, b) => a + b, 0)).fill(Number.NaN)
  }

  /** log p of candidate `c`, in coordinates. */
  at(c: number): number {
    const { window, mixture, candidates } = this
    const point = c * mixture.table.axes.length
    this.lookUp(point)
    this.kept = 0
    this.largest = Number.NEGATIVE_INFINITY
    if (mixture.beliefs !== null) this.keep(this.believed(c))
    this.add(window.others, 0, window.others.length)
    if (window.narrow.length > 0) {
      window.open(candidates.codes[point + window.axis], this.largest - negligible)
      this.add(window.narrow, window.first, window.last)
    }
    return logSumExp(this.terms, this.kept, this.largest)
  }

  private keep(term: number): void {
    if (term === Number.NEGATIVE_INFINITY) return
    this.terms[this.kept++] = term
    this.largest = term
  }

  /** Adds the terms of `list` from `first` up to but without `last` that count. */
  private add(list: Int32Array, first: number, last: number): void {
    const { peaks, terms, continuous, tabulated, computed, factors, starts, point } = this
    const { centers, precisions, cells, axes } = this.mixture.table
    const { codes } = this.candidates
    const width = axes.length
    let { kept, largest } = this
    let floor = Math.max(-Number.MAX_VALUE, largest - negligible)
    // Backwards: the newest trials are the likeliest to lie near a candidate, and a large term early spares the rest.
    for (let k = last - 1; k >= first; k--) {
      const row = list[k]
      const kernel = row * width
      let term = peaks[row]
      for (let j = 0; j < continuous && term >= floor; j++) {
        const z = (codes[point + j] - centers[kernel + j]) * precisions[kernel + j]
        term -= 0.5 * z * z
      }
      for (let t = 0; t < tabulated.length && term >= floor; t++) {
        term += factors[starts[t] + cells[kernel + tabulated[t]]]
      }
      if (computed.length > 0 && term >= floor) term = this.withCells(term, kernel, floor)
      if (!(term >= floor)) continue
      terms[kept++] = term
      if (term > largest) {
        largest = term
        floor = largest - negligible
      }
    }
    this.kept = kept
    this.largest = largest
  }

  /** The term of the prior kernel, the last one, where the user has declared something. */
  private believed(c: number): number {
    const { beliefs, table, weights, categorical } = this.mixture
    return table.axes.reduce(
      (sum, axis, j) => {
        const code = this.candidates.codes[c * table.axes.length + j]
        const belief = beliefs?.[j]
        if (belief) return sum + belief.logDensity(code)
        if (axis.kind === 'categorical') return sum + categorical[j]!.logPrior
        if (axis.kind === 'discrete') return sum + table.peaks[j] + this.logCellMass(j, 0)
        return sum + table.peaks[j] - 0.5 * ((code - table.centers[j]) * table.precisions[j]) ** 2
      },
      Math.log(weights[weights.length - 1]),
    )
  }

  /** Turns to the candidate at `point`: its factors on the tabulated axes are filled in when they are met first. */
  private lookUp(point: number): void {
    const { tabulated, offsets, starts, factors } = this
    const { groups } = this.mixture
    this.point = point
    for (let t = 0; t < tabulated.length; t++) {
      const j = tabulated[t]
      starts[t] = offsets[t] + this.candidates.slots[point + j] * groups[j]
      if (Number.isNaN(factors[starts[t]])) this.tabulate(j, starts[t])
    }
  }

  private tabulate(j: number, start: number): void {
    const { rows, table, groups, categorical } = this.mixture
    const kernel = categorical[j]
    if (kernel !== null) {
      this.factors[start] = kernel.logPrior
      this.factors.fill(kernel.logMiss, start + 1, start + groups[j])
      this.factors[start + 1 + this.candidates.codes[this.point + j]] = kernel.logHit
      return
    }
    const width = table.axes.length
    for (let k = 0; k < rows.length; k++) {
      const at = start + table.cells[rows[k] * width + j]
      if (Number.isNaN(this.factors[at])) this.factors[at] = this.logCellMass(j, rows[k] * width)
    }
  }

  /** `term` with the factors of the computed axes, or −∞ as soon as it is below `floor`. */
  private withCells(term: number, kernel: number, floor: number): number {
    const { centers, precisions } = this.mixture.table
    const { lefts, rights } = this.candidates
    let sum = term
    for (const j of this.computed) {
      const center = centers[kernel + j]
      const gap = Math.max(lefts[this.point + j] - center, center - rights[this.point + j], 0)
      // The mass of a cell at distance z is below exp(−z²/2), which is cheaper.
      const z = gap * precisions[kernel + j]
      if (sum - 0.5 * z * z < floor) return Number.NEGATIVE_INFINITY
      sum += this.logCellMass(j, kernel)
    }
    return sum
  }

  private logCellMass(j: number, kernel: number): number {
    const { centers, precisions } = this.mixture.table
    const { lefts, rights } = this.candidates
    const center = centers[kernel + j]
    const precision = precisions[kernel + j]
    return logGaussMass((lefts[this.point + j] - center) * precision, (rights[this.point + j] - center) * precision)
  }
}

function kernelPeaks({ table, weights, rows, beliefs }: Mixture): Float64Array {
  const { rowPeaks } = table
  const peaks = new Float64Array(table.rows)
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k]
    const peak = Number.isNaN(rowPeaks[row]) ? table.peakOf(row) : rowPeaks[row]
    peaks[row] = Math.log(weights[k]) + peak
  }
  // Its term is made by `believed`.
  if (beliefs !== null) peaks[0] = Number.NEGATIVE_INFINITY
  return peaks
}

function logSumExp(terms: Float64Array, count: number, largest: number): number {
  if (count === 0) return Number.NEGATIVE_INFINITY
  let sum = 0
  for (let i = 0; i < count; i++) sum += Math.exp(terms[i] - largest)
  return largest + Math.log(sum)
}
