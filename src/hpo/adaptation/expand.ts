import { checkOptionNames } from '../../base/check-argument.ts'
import type { AdaptationStrategy, AdaptationView, SpaceChange } from '../core/adaptation.ts'
import { fromScale, type NumericDistribution, toScale } from '../space/distribution.ts'
import type { Leaf } from '../space/node.ts'
import { badLimits, checkedNumber } from './messages.ts'
import { isAdaptable, promisingTrials } from './promising-trials.ts'

/** How `adaptations.expand` judges. */
export interface ExpandOptions {
  /** The share of trials that count as good; in (0, 1), default 0.2. */
  readonly share?: number
  /** How near an end counts as at the end, as a share of the range; in (0, 0.5), default 0.05. */
  readonly edge?: number
  /** Good trials at an end that move it; a whole number ≥ 1, default 3. */
  readonly hits?: number
  /** How far an end moves, as a share of the range; above 0, default 0.5. */
  readonly by?: number
  /**
   * How far ranges may grow, by flat name: `{ lr: { low: 1e-7, high: 1 } }`. Default: as far as they were declared, so that
   * only what was narrowed comes back: what lies beyond may make no sense.
   */
  readonly limits?: Readonly<Record<string, { readonly low: number; readonly high: number }>>
}

/** Moves the ends of ranges outwards where good trials have come up against them. */
export function expand(options: ExpandOptions = {}): AdaptationStrategy {
  checkOptionNames('adaptations.expand', options, ['share', 'edge', 'hits', 'by', 'limits'])
  const { share = 0.2, edge = 0.05, hits = 3, by = 0.5, limits = {} } = options
  checkedNumber('adaptations.expand', 'share', { value: share, low: 0, high: 1 })
  checkedNumber('adaptations.expand', 'edge', { value: edge, low: 0, high: 0.5 })
  checkedNumber('adaptations.expand', 'hits', { value: hits, low: 0, high: Number.POSITIVE_INFINITY })
  checkedNumber('adaptations.expand', 'by', { value: by, low: 0, high: Number.POSITIVE_INFINITY })
  for (const [name, limit] of Object.entries(limits)) if (!(limit?.low < limit?.high)) throw badLimits(name, limit)
  return Object.freeze({
    name: 'expand',
    adapt(view: AdaptationView) {
      const good = promisingTrials(view.study, share)
      const changes = [...view.leaves.values()].flatMap((leaf): SpaceChange[] => {
        const { name, distribution } = leaf
        if (distribution.kind === 'categorical' || !isAdaptable(leaf) || view.touched.has(name)) return []
        const values = good.flatMap(({ params }) => (Object.hasOwn(params, name) ? [params[name] as number] : []))
        const declared = view.declared.get(name)!.distribution as NumericDistribution
        return widened({ name, distribution }, values, { edge, hits, by, limit: limits[name] ?? declared })
      })
      return changes.length === 0 ? null : { because: 'good trials lie at the end of a range', changes }
    },
  })
}

function widened(
  { name, distribution }: Pick<Leaf, 'name'> & { readonly distribution: NumericDistribution },
  values: readonly number[],
  rule: Readonly<Record<'edge' | 'hits' | 'by', number>> & { readonly limit: { low: number; high: number } },
): SpaceChange[] {
  const scaled = (value: number): number => toScale(distribution, value)
  const [low, high] = [scaled(distribution.low), scaled(distribution.high)]
  const span = high - low
  const positions = values.map((value) => (scaled(value) - low) / span)
  const hitsLow = positions.filter((at) => at <= rule.edge).length >= rule.hits
  const hitsHigh = positions.filter((at) => at >= 1 - rule.edge).length >= rule.hits
  const newLow = hitsLow ? Math.min(low, Math.max(scaled(rule.limit.low), low - rule.by * span)) : low
  const newHigh = hitsHigh ? Math.max(high, Math.min(scaled(rule.limit.high), high + rule.by * span)) : high
  if (newLow === low && newHigh === high) return []
  // Ends that stay keep every digit.
  const range = {
    low: newLow === low ? distribution.low : fromScale(distribution, newLow),
    high: newHigh === high ? distribution.high : fromScale(distribution, newHigh),
  }
  return [{ kind: 'range', parameter: name, ...range }]
}
