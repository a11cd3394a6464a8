import type { DeclaredSpace } from '../../../core/sampler.ts'
import { codeAt } from '../../tpe/axis.ts'
import { beliefsOf } from '../../tpe/beliefs.ts'
import { type GpSpace, exists, valueCount } from './gp-space.ts'

/** How likely a user finds a row, as the log density over that of an even one; 0 where nothing was said. */
export interface UserPrior {
  at(row: Float64Array): number
  /** gradient[j] += its slope with respect to column j, for numbers. */
  addGradient(row: Float64Array, gradient: Float64Array): void
}

/** Step of the differences that slopes are taken from: densities are smooth on the scale of the range. */
const step = 1e-5

/**
 * The priors of a declared space as a weight of the acquisition: πBO, Hvarfner et al. 2022, "πBO: Augmenting acquisition
 * functions with user beliefs", arXiv:2204.11051. The acquisition is multiplied by the density to the power `weight`.
 *
 * Parameters of branches that were not taken do not count.
 *
 * @returns null when no prior was declared, or its weight is 0
 */
export function userPrior(space: GpSpace, declared: DeclaredSpace | null, weight: number): UserPrior | null {
  const { axes } = space
  const beliefs = weight > 0 ? beliefsOf(axes, declared) : null
  if (beliefs === null) return null
  // Log densities of numbers are relative to an even one already, those of listed values not yet.
  const evens = axes.map((axis) => (axis.kind === 'continuous' ? 0 : Math.log(valueCount(axis))))
  const held = axes.flatMap((_, j) => (beliefs[j] === null ? [] : [j]))
  const logAt = (j: number, coordinate: number): number => {
    const axis = axes[j]
    return beliefs[j]!.logDensity(axis.kind === 'categorical' ? coordinate : codeAt(axis, coordinate)) + evens[j]
  }
  return {
    at(row) {
      let sum = 0
      for (const j of held) if (exists(space, row, j)) sum += weight * logAt(j, row[j])
      return sum
    },
    addGradient(row, gradient) {
      for (const j of held) {
        if (axes[j].kind !== 'continuous' || !exists(space, row, j)) continue
        const low = Math.max(0, row[j] - step)
        const high = Math.min(1, row[j] + step)
        const slope = (weight * (logAt(j, high) - logAt(j, low))) / (high - low)
        if (Number.isFinite(slope)) gradient[j] += slope
      }
    },
  }
}
