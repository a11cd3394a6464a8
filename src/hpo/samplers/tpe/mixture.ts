import type { Rng } from '../../../base/rng.ts'
import { truncatedNormalQuantile } from '../../../math/stats/truncated-normal.ts'
import { codeAt } from './axis.ts'
import type { Beliefs } from './beliefs.ts'
import type { Candidates } from './candidates.ts'
import { type CategoricalKernel, categoricalKernel, drawChoice } from './categorical-kernel.ts'
import type { KernelSet } from './kernel-set.ts'
import type { KernelTable } from './kernel-table.ts'

export interface MixtureSettings {
  readonly priorWeight: number
  /** One weight per observation, in order of trial number. */
  readonly weights: (trials: number) => ArrayLike<number>
  /** What the user believes, in place of the prior kernel; default null. */
  readonly beliefs?: Beliefs
}

/**
 * A Parzen estimator: a mixture of one product kernel per observed trial and a prior kernel over the whole space.
 *
 * p(x) = Σₖ wₖ Πⱼ pⱼₖ(xⱼ), where pⱼₖ is a normal density truncated to the range (its mass on the cell of a stepped range),
 * or the probabilities of a `CategoricalKernel`.
 */
export interface Mixture {
  readonly table: KernelTable
  readonly kernels: KernelSet
  /** Rows of the kernels: the observations in order of trial number, then the prior's row 0. */
  readonly rows: Int32Array
  /** Normalised, one per kernel. */
  readonly weights: Float64Array
  /** Per axis; null for numeric ones, whose kernels are in the table. */
  readonly categorical: readonly (CategoricalKernel | null)[]
  /** Per axis how many groups of equal kernels `table.cells` tells apart; 0 for continuous ones. */
  readonly groups: readonly number[]
  readonly beliefs: Beliefs
}

/** Fits the estimator of `observations`, rows in order of trial number. It holds until the set or the table changes. */
export function fitMixture(kernels: KernelSet, observations: ArrayLike<number>, settings: MixtureSettings): Mixture {
  const { table } = kernels
  kernels.take(observations)
  const shape = { observations: observations.length, priorWeight: settings.priorWeight }
  return {
    table,
    kernels,
    rows: kernels.rows,
    weights: mixtureWeights(settings, observations.length),
    categorical: table.axes.map((axis) => (axis.kind === 'categorical' ? categoricalKernel(axis, shape) : null)),
    groups: table.axes.map((axis, j) => (axis.kind === 'categorical' ? axis.choices + 1 : kernels.columns[j]!.groups)),
    beliefs: settings.beliefs ?? null,
  }
}

/** The observations' weights and the prior's, which is alone when there are none, divided by their sum. */
function mixtureWeights({ weights, priorWeight }: MixtureSettings, observations: number): Float64Array {
  if (observations === 0) return Float64Array.of(1)
  const all = new Float64Array(observations + 1)
  all.set(weights(observations))
  all[observations] = priorWeight
  let sum = 0
  for (let k = 0; k <= observations; k++) sum += all[k]
  for (let k = 0; k <= observations; k++) all[k] /= sum
  return all
}

/** Draws a point for every candidate: a kernel by weight, then every code from that kernel. */
export function drawCandidates(mixture: Mixture, candidates: Candidates, rng: Rng): void {
  const { axes, centers, sigmas } = mixture.table
  const width = axes.length
  for (let c = 0; c < candidates.count; c++) {
    const base = mixture.rows[drawKernel(mixture.weights, rng)] * width
    for (let j = 0; j < width; j++) {
      const axis = axes[j]
      const center = centers[base + j]
      const belief = base === 0 ? mixture.beliefs?.[j] : null
      if (belief) candidates.codes[c * width + j] = belief.draw(rng)
      else
        candidates.codes[c * width + j] =
          axis.kind === 'categorical'
            ? drawChoice(mixture.categorical[j]!, center, rng)
            : codeAt(axis, drawCoordinate(center, sigmas[base + j], rng))
    }
  }
  candidates.complete()
}

function drawKernel(weights: Float64Array, rng: Rng): number {
  const last = weights.length - 1
  let share = rng.uniform()
  for (let k = 0; k < last; k++) {
    share -= weights[k]
    if (share < 0) return k
  }
  return last
}

/** A draw in [0, 1] from the truncated kernel. */
function drawCoordinate(center: number, sigma: number, rng: Rng): number {
  const quantile = truncatedNormalQuantile(rng.uniform(), -center / sigma, (1 - center) / sigma)
  return Math.min(1, Math.max(0, center + sigma * quantile))
}
