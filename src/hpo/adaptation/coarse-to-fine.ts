import { checkOptionNames } from '../../base/check-argument.ts'
import type { Adaptation, AdaptationStrategy, AdaptationView, SpaceChange } from '../core/adaptation.ts'
import { isRanked } from '../core/is-ranked.ts'
import { toLosses } from '../objectives/losses.ts'
import { nonDominatedRanks } from '../objectives/non-dominated-ranks.ts'
import { type ParamValue, sameChoice } from '../space/distribution.ts'
import type { Leaf } from '../space/node.ts'
import { checkedNumber } from './messages.ts'
import { narrow } from './narrow.ts'

/** How `adaptations.coarseToFine` decides. */
export interface CoarseToFineOptions {
  /** Complete trials that every case must have had before any of its alternatives is given up; a whole number ≥ 1, default 5. */
  readonly least?: number
  /** Cases that are left of each `oneOf` or `branch` at the end; a whole number ≥ 1, default 1. */
  readonly keep?: number
}

/**
 * Searches an architecture from the whole to its parts: first which case of the outermost `oneOf` (or `branch`) is best, of
 * which the worse half is given up at each look, then which case of those within it, and when all are decided, it narrows
 * the ranges that are left. So the trials go where the large decisions have been made.
 *
 * Cases are judged by their best trial, with several objectives by its rank of domination. `study.adaptations` says what was
 * given up, and `study.undoAdaptation()` takes it back.
 *
 * The halving is that of Jamieson and Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter
 * optimization", with cases as arms.
 *
 * @throws InputError `adaptation/bad-option`, `base/unknown-option`
 */
export function coarseToFine(options: CoarseToFineOptions = {}): AdaptationStrategy {
  checkOptionNames('adaptations.coarseToFine', options, ['least', 'keep'])
  const { least = 5, keep = 1 } = options
  checkedNumber('adaptations.coarseToFine', 'least', { value: least, low: 0, high: Number.POSITIVE_INFINITY })
  checkedNumber('adaptations.coarseToFine', 'keep', { value: keep, low: 0, high: Number.POSITIVE_INFINITY })
  const fine = narrow()
  return Object.freeze({
    name: 'coarseToFine',
    adapt(view: AdaptationView): Adaptation | null {
      const undecided = undecidedIn(view, keep)
      if (undecided.length === 0) return withoutCases(fine.adapt(view), view)
      const level = Math.min(...undecided.map(({ when }) => when.length))
      const changes = undecided
        .filter(({ name, when }) => when.length === level && !view.touched.has(name))
        .flatMap((leaf) => betterHalf(leaf, { view, least, keep }))
      return changes.length === 0 ? null : { because: `the other cases of level ${level + 1} did worse`, changes }
    },
  })
}

/** The choices on which parameters hang, that can still be reached, and have more cases than are to be left. */
function undecidedIn({ leaves }: AdaptationView, keep: number): readonly Leaf[] {
  const conditions = conditionsIn(leaves)
  const isReached = ({ when }: Leaf): boolean =>
    when.every(({ name, value }) => choicesOf(leaves.get(name)).some((choice) => sameChoice(choice, value)))
  return [...leaves.values()].filter(
    (leaf) => conditions.has(leaf.name) && choicesOf(leaf).length > Math.ceil(keep) && isReached(leaf),
  )
}

function conditionsIn(leaves: AdaptationView['leaves']): ReadonlySet<string> {
  return new Set([...leaves.values()].flatMap(({ when }) => when.map(({ name }) => name)))
}

/** As many cases are left as there are to be. */
function withoutCases(adaptation: Adaptation | null, { leaves }: AdaptationView): Adaptation | null {
  const conditions = conditionsIn(leaves)
  const changes = (adaptation?.changes ?? []).filter(
    (change) => !('parameter' in change) || !conditions.has(change.parameter),
  )
  return adaptation === null || changes.length === 0 ? null : { ...adaptation, changes }
}

function choicesOf(leaf: Leaf | undefined): readonly ParamValue[] {
  return leaf?.distribution.kind === 'categorical' ? leaf.distribution.choices : []
}

function betterHalf(
  leaf: Leaf,
  { view, least, keep }: { readonly view: AdaptationView; readonly least: number; readonly keep: number },
): SpaceChange[] {
  const { directions, trials } = view.study
  const usable = trials.filter(isRanked).filter(({ values }) => !values.some(Number.isNaN))
  const ranks = nonDominatedRanks(usable.map(({ values }) => toLosses(directions, values)))
  const cases = choicesOf(leaf).map((choice) => {
    const own = [...usable.keys()].filter((at) => {
      const { params } = usable[at]
      return Object.hasOwn(params, leaf.name) && sameChoice(params[leaf.name], choice)
    })
    return { choice, trials: own.length, best: Math.min(...own.map((at) => ranks[at])) }
  })
  if (cases.some((one) => one.trials < least)) return []
  const left = Math.max(Math.ceil(keep), Math.ceil(cases.length / 2))
  const better = new Set(cases.toSorted((a, b) => a.best - b.best).slice(0, left)) // prettier-ignore
  const choices = cases.filter((one) => better.has(one)).map(({ choice }) => choice)
  return [{ kind: 'choices', parameter: leaf.name, choices }]
}
