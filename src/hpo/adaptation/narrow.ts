import { checkOptionNames } from '../../base/check-argument.ts'
import type { AdaptationStrategy, AdaptationView, SpaceChange } from '../core/adaptation.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import {
  type CategoricalDistribution,
  fromScale,
  type NumericDistribution,
  sameChoice,
  toScale,
} from '../space/distribution.ts'
import type { Leaf } from '../space/node.ts'
import { checkedNumber } from './messages.ts'
import { isAdaptable, promisingTrials } from './promising-trials.ts'

/** How `adaptations.narrow` judges. */
export interface NarrowOptions {
  /** The share of trials that count as good; in (0, 1), default 0.25. */
  readonly share?: number
  /** What is left around the good values at each end, as a share of the range that they span; ≥ 0, default 0.25. */
  readonly margin?: number
  /** Good trials that a parameter must have been in; a whole number ≥ 2, default 5. */
  readonly least?: number
}

/** A range is left alone unless it loses this share of itself: each change costs samplers a part of what they know. */
const leastGain = 0.1
/** No range falls below this share of what was declared: good values may have come together by chance. */
const leastRange = 0.05
/** Trials that a choice must have had before it is given up. */
const fairChance = 4

/**
 * Brings every range to where the good trials lie, and gives up choices that had their chance and led to no good trial. What
 * it cuts off comes back with `adaptations.expand`, or with `study.undoAdaptation`.
 */
export function narrow(options: NarrowOptions = {}): AdaptationStrategy {
  checkOptionNames('adaptations.narrow', options, ['share', 'margin', 'least'])
  const { share = 0.25, margin = 0.25, least = 5 } = options
  checkedNumber('adaptations.narrow', 'share', { value: share, low: 0, high: 1 })
  checkedNumber('adaptations.narrow', 'margin', {
    value: margin,
    low: -Number.MIN_VALUE,
    high: Number.POSITIVE_INFINITY,
  })
  checkedNumber('adaptations.narrow', 'least', { value: least, low: 1, high: Number.POSITIVE_INFINITY })
  return Object.freeze({
    name: 'narrow',
    adapt(view: AdaptationView) {
      const good = promisingTrials(view.study, share)
      const changes = [...view.leaves.values()].flatMap((leaf): SpaceChange[] => {
        if (!isAdaptable(leaf) || view.touched.has(leaf.name)) return []
        const having = good.filter(({ params }) => Object.hasOwn(params, leaf.name))
        if (having.length < least) return []
        return narrowed(leaf, { having, margin, view })
      })
      if (changes.length === 0) return null
      return { because: `the best ${good.length} trials lie closer together than the range`, changes }
    },
  })
}

function narrowed(
  { name, distribution }: Leaf,
  { having, margin, view }: { having: readonly TrialRecord[]; margin: number; view: AdaptationView },
): SpaceChange[] {
  if (distribution.kind === 'categorical') return fewerChoices(name, distribution, { having, view })
  const declared = view.declared.get(name)!.distribution as NumericDistribution
  const positions = having.map(({ params }) => toScale(distribution, params[name] as number))
  const [least, most] = [Math.min(...positions), Math.max(...positions)]
  const [low, high] = [toScale(distribution, distribution.low), toScale(distribution, distribution.high)]
  const whole = toScale(declared, declared.high) - toScale(declared, declared.low)
  const room = Math.max(margin * (most - least), (leastRange * whole - (most - least)) / 2)
  const [newLow, newHigh] = [Math.max(low, least - room), Math.min(high, most + room)]
  if (newHigh - newLow > (1 - leastGain) * (high - low)) return []
  const range = { low: fromScale(distribution, newLow), high: fromScale(distribution, newHigh) }
  return [{ kind: 'range', parameter: name, ...range }]
}

function fewerChoices(
  name: string,
  { choices }: CategoricalDistribution,
  { having, view }: { having: readonly TrialRecord[]; view: AdaptationView },
): SpaceChange[] {
  const times = (trials: readonly TrialRecord[], choice: unknown): number =>
    trials.filter(({ params }) => Object.hasOwn(params, name) && sameChoice(params[name], choice)).length
  const complete = view.study.trials.filter(({ state }) => state === 'complete')
  const kept = choices.filter((choice) => times(having, choice) > 0 || times(complete, choice) < fairChance)
  return kept.length === choices.length ? [] : [{ kind: 'choices', parameter: name, choices: kept }]
}
