import { compareValues, minimizeSign } from '../../core/direction.ts'
import { toLosses } from '../../core/losses.ts'
import type { History } from '../../core/sampler.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { violationOf } from '../../core/violation.ts'
import { bestByDomination } from '../../core/best-by-domination.ts'

/** To which estimator the trial at each position of the history belongs. */
export const neither = 0
export const below = 1
export const above = 2

/** For each position of `history.trials`: `neither`, `below` or `above`. */
export type Sides = Uint8Array

/**
 * The good trials (`below`) and the others (`above`).
 *
 * The `nBelow` good ones are taken from the complete trials by value (of several objectives, by domination), then from the
 * pruned ones (those that got furthest first, then by their last value), then from the infeasible ones by how much they
 * violate. Running trials are taken for bad ones, so that workers keep apart (constant liar); they can be left out.
 * Failed and waiting trials do not count. (Optuna, `_split_trials`.)
 */
export function splitTrials(history: History, how: { readonly nBelow: number; readonly constantLiar: boolean }): Sides {
  const { trials, directions } = history
  const sides = new Uint8Array(trials.length)
  const complete: number[] = []
  const pruned: number[] = []
  const infeasible: number[] = []
  trials.forEach((trial, at) => {
    if (trial.state === 'fail' || trial.state === 'waiting') return
    if (trial.state === 'running') {
      if (how.constantLiar) sides[at] = above
      return
    }
    sides[at] = above
    if (violationOf(trial) > 0) infeasible.push(at)
    else if (trial.state === 'complete') complete.push(at)
    else pruned.push(at)
  })
  const sign = minimizeSign(directions[0])
  const choices: readonly ((count: number) => readonly number[])[] = [
    (count) => bestComplete(history, complete, count),
    (count) => lowest(pruned, count, (a, b) => comparePruned(prunedRank(trials[a]), prunedRank(trials[b]), sign)),
    (count) =>
      lowest(infeasible, count, (a, b) => compareValues('minimize', violationOf(trials[a]), violationOf(trials[b]))),
  ]
  let left = how.nBelow
  for (const choose of choices) {
    const best = choose(left)
    for (const at of best) sides[at] = below
    left -= best.length
  }
  return sides
}

function bestComplete({ trials, directions }: History, positions: readonly number[], count: number): readonly number[] {
  if (directions.length > 1) {
    const losses = positions.map((at) => toLosses(directions, trials[at].values ?? []))
    return bestByDomination(losses, count).map((best) => positions[best])
  }
  const sign = minimizeSign(directions[0])
  const losses = Float64Array.from(positions, (at) => sign * (trials[at].values?.[0] ?? Number.NaN))
  return lowestLosses(losses, count).map((best) => positions[best])
}

/** The positions of the `count` lowest; of equals the first, NaN last. Most of a long list costs one comparison each. */
function lowestLosses(losses: Float64Array, count: number): readonly number[] {
  const kept: number[] = []
  for (let i = 0; i < losses.length; i++) {
    if (kept.length === count && losses[i] >= losses[kept[count - 1]]) continue
    let place = kept.length
    while (place > 0 && compareValues('minimize', losses[i], losses[kept[place - 1]]) < 0) place--
    if (place >= count) continue
    kept.splice(place, 0, i)
    if (kept.length > count) kept.pop()
  }
  return kept
}

/** The `count` first of `items` in the order of `compare`, which keeps equals as they come. Linear for small counts. */
function lowest(items: readonly number[], count: number, compare: (a: number, b: number) => number): readonly number[] {
  if (count >= items.length) return items
  if (count <= 0) return []
  const kept: number[] = []
  for (const item of items) {
    let place = kept.length
    while (place > 0 && compare(item, kept[place - 1]) < 0) place--
    if (place >= count) continue
    kept.splice(place, 0, item)
    if (kept.length > count) kept.pop()
  }
  return kept
}

/** Where a pruned trial stopped; null when it had reported nothing. */
interface PrunedRank {
  readonly step: number
  readonly value: number
}

// A finished trial never changes, so its rank is worth keeping: learning curves are long.
const prunedRanks = new WeakMap<TrialRecord, PrunedRank | 'silent'>()

function prunedRank(trial: TrialRecord): PrunedRank | null {
  let rank = prunedRanks.get(trial)
  if (rank === undefined) {
    const steps = [...trial.intermediateValues.keys()]
    const step = steps.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
    rank = steps.length === 0 ? 'silent' : { step, value: trial.intermediateValues.get(step)! }
    prunedRanks.set(trial, rank)
  }
  return rank === 'silent' ? null : rank
}

/** Those that got further first, then the better last value (NaN is worst); those without a report last. */
function comparePruned(a: PrunedRank | null, b: PrunedRank | null, sign: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  if (a.step !== b.step) return b.step - a.step
  return compareValues('minimize', sign * a.value, sign * b.value)
}
