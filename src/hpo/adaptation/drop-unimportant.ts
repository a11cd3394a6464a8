import { checkOptionNames } from '../../base/check-argument.ts'
import { importances } from '../analysis/importances.ts'
import type { Adaptation, AdaptationStrategy, AdaptationView } from '../core/adaptation.ts'
import { bestTrial } from '../core/best-trial.ts'
import { cardinality } from '../space/distribution.ts'
import { checkedNumber } from './messages.ts'
import { isAdaptable, promisingTrials } from './promising-trials.ts'
import { hasStagnated } from './stagnation.ts'

/** How `adaptations.dropUnimportant` judges. */
export interface DropOptions {
  /** Parameters with a smaller share of the importance are no longer searched; in (0, 1), default 0.001. */
  readonly threshold?: number
  /** Complete trials that are needed to judge; a whole number ≥ 2, default 20. */
  readonly least?: number
  /** Trials without improvement after which a dropped parameter is searched again; a whole number ≥ 1, default 40. */
  readonly restoreAfter?: number
}

/**
 * Fixes parameters that have nothing to do with how good a trial is at their value in the best one, and searches them
 * again, one at a time, when nothing else improves.
 */
export function dropUnimportant(options: DropOptions = {}): AdaptationStrategy {
  checkOptionNames('adaptations.dropUnimportant', options, ['threshold', 'least', 'restoreAfter'])
  const { threshold = 0.001, least = 20, restoreAfter = 40 } = options
  checkedNumber('adaptations.dropUnimportant', 'threshold', { value: threshold, low: 0, high: 1 })
  checkedNumber('adaptations.dropUnimportant', 'least', { value: least, low: 1, high: Number.POSITIVE_INFINITY })
  checkedNumber('adaptations.dropUnimportant', 'restoreAfter', {
    value: restoreAfter,
    low: 0,
    high: Number.POSITIVE_INFINITY,
  })
  return Object.freeze({
    name: 'dropUnimportant',
    adapt: (view: AdaptationView) => restored(view, restoreAfter) ?? dropped(view, { threshold, least }),
  })
}

function restored(view: AdaptationView, after: number): Adaptation | null {
  if (!hasStagnated(view.study, { trials: after, minDelta: 0 })) return null
  const changes = view.past.flatMap((entry) => (entry.undone ? [] : entry.changes))
  const again = changes.find(({ kind, ...change }) => {
    if (kind !== 'fix' || !('parameter' in change)) return false
    const leaf = view.leaves.get(change.parameter)
    return leaf !== undefined && !view.touched.has(leaf.name) && cardinality(leaf.distribution) === 1
  })
  if (again === undefined || again.kind !== 'fix') return null
  return {
    because: `nothing has improved for ${after} trials`,
    changes: [{ kind: 'restore', parameter: again.parameter }],
  }
}

function dropped(
  { study, leaves, declared, touched }: AdaptationView,
  { threshold, least }: { readonly threshold: number; readonly least: number },
): Adaptation | null {
  const complete = study.trials.filter(({ state }) => state === 'complete').length
  const best = study.directions.length > 1 ? promisingTrials(study, 0.1).at(-1) : bestTrial(study)
  if (complete < least || best === null || best === undefined) return null
  const ranges = new Map(Array.from(declared.values(), ({ name, distribution }) => [name, distribution]))
  const shares = importances(study, { ranges })
  const open = [...leaves.values()].filter(isAdaptable)
  const parents = new Set([...leaves.values()].flatMap(({ when }) => when.map(({ name }) => name)))
  const names = open
    .map(({ name }) => name)
    .filter((name) => !touched.has(name) && !parents.has(name) && Object.hasOwn(best.params, name))
    .filter((name) => (shares[name] ?? 1) < threshold)
  if (names.length === 0 || names.length === open.length) return null
  return {
    because: `${names.join(', ')} has less than ${threshold} of the importance`,
    changes: names.map((parameter) => ({ kind: 'fix', parameter, value: best.params[parameter] })),
  }
}
