import type { Rng } from '../../base/rng.ts'
import type { DeclaredSpace } from '../core/sampler.ts'
import {
  type Distribution,
  type NumericDistribution,
  onGrid,
  type Params,
  type ParamValue,
  sampleUniform,
} from '../space/distribution.ts'

/** How parameters change. */
export interface ExploreRule {
  /** The chance that a number is drawn anew instead of being changed. */
  readonly resampleProbability: number
  /** The factors of which one is taken. */
  readonly perturb: readonly number[]
}

/** After so many changes that a constraint of the space refuses, the parameters stay as they are. */
const mostAttempts = 100

/**
 * Parameters near `params`: every number is multiplied by one of the factors or drawn anew, every choice drawn anew.
 * Multiplying moves a logarithmic parameter by the same distance wherever it is. Where values may be negative, a number
 * moves by the same share of half its range instead. Results are inside the range and on the grid, where they move by a
 * step at least; parameters that a new choice brings into being are drawn (Jaderberg et al. 2017, "Population based
 * training of neural networks", arXiv:1711.09846, section 3: perturb and resample).
 */
export function explore(
  params: Params,
  declared: DeclaredSpace,
  { rule, rng }: { rule: ExploreRule; rng: Rng },
): Params {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const changed = changedParams(params, declared, { rule, rng: rng.fork('attempt', attempt) })
    if (declared.allows(changed)) return changed
  }
  return params
}

function changedParams(
  params: Params,
  { leaves }: DeclaredSpace,
  { rule, rng }: { rule: ExploreRule; rng: Rng },
): Params {
  const changed = new Map<string, ParamValue>()
  for (const { name, distribution, when } of leaves.values()) {
    if (!when.every((condition) => changed.get(condition.name) === condition.value)) continue
    const before = Object.hasOwn(params, name) ? params[name] : undefined
    changed.set(name, changedValue(before, distribution, { rule, rng: rng.fork(name) }))
  }
  return Object.fromEntries(changed)
}

function changedValue(
  value: ParamValue | undefined,
  distribution: Distribution,
  { rule, rng }: { rule: ExploreRule; rng: Rng },
): ParamValue {
  const isFresh = rng.uniform() < rule.resampleProbability
  if (isFresh || distribution.kind === 'categorical' || typeof value !== 'number')
    return sampleUniform(distribution, rng)
  return perturbed(value, distribution, rule.perturb[rng.integer(rule.perturb.length)])
}

/** `value`, moved by a factor. */
export function perturbed(value: number, distribution: NumericDistribution, factor: number): number {
  const { low, high, step } = distribution
  const isRatio = distribution.log || low >= 0
  const moved = isRatio ? value * factor : value + (factor - 1) * (high / 2 - low / 2)
  const landed = onGrid(distribution, moved)
  if (landed !== value || step === null || factor === 1) return landed
  return onGrid(distribution, value + Math.sign(factor - 1) * step)
}
