import { compareValues, minimizeSign } from '../../../../src/hpo/core/direction.ts'
import type { History } from '../../../../src/hpo/core/sampler.ts'
import type { TrialRecord } from '../../../../src/hpo/core/trial-record.ts'
import { violationOf } from '../../../../src/hpo/core/violation.ts'
import { bestByDomination } from '../../../../src/hpo/objectives/best-by-domination.ts'
import { toLosses } from '../../../../src/hpo/objectives/losses.ts'
import { above, below, type Sides } from '../../../../src/hpo/samplers/tpe/trial-splitter.ts'

/** What `TrialSplitter` gives, from the whole history at once. */
export function splitPlainly(
  history: History,
  how: { readonly nBelow: number; readonly constantLiar: boolean },
): Sides {
  const { trials, directions } = history
  const sides = new Uint8Array(trials.length)
  const counted = trials.filter(({ state }) => state === 'complete' || state === 'pruned')
  for (const { number } of counted) sides[number] = above
  for (const { number, state } of trials) if (state === 'running' && how.constantLiar) sides[number] = above
  const infeasible = counted.filter((trial) => violationOf(trial) > 0)
  const feasible = counted.filter((trial) => violationOf(trial) === 0)
  const complete = feasible.filter(({ state }) => state === 'complete')
  const pruned = feasible.filter(({ state }) => state === 'pruned')
  const sign = minimizeSign(directions[0])
  const lossOf = ({ values }: TrialRecord) => sign * (values?.[0] ?? Number.NaN)
  let left = how.nBelow
  const take = (best: readonly TrialRecord[]): void => {
    for (const { number } of best.slice(0, left)) sides[number] = below
    left = Math.max(0, left - best.length)
  }
  if (directions.length === 1) take(complete.toSorted((a, b) => compareLosses(lossOf(a), lossOf(b))))
  else {
    const losses = complete.map(({ values }) => toLosses(directions, values ?? []))
    take(bestByDomination(losses, left).map((at) => complete[at]))
  }
  take(pruned.toSorted((a, b) => comparePruned(a, b, sign)))
  take(infeasible.toSorted((a, b) => compareLosses(violationOf(a), violationOf(b))))
  return sides
}

function compareLosses(a: number, b: number): number {
  return compareValues('minimize', a, b)
}

/** Those that got further first, then the better last value (NaN is worst); those without a report last. */
function comparePruned(a: TrialRecord, b: TrialRecord, sign: 1 | -1): number {
  const [x, y] = [a, b].map(({ intermediateValues }) => Math.max(...intermediateValues.keys()))
  if (x !== y) return y - x
  const last = ({ intermediateValues }: TrialRecord) => sign * (intermediateValues.get(x) ?? 0)
  return compareLosses(last(a), last(b))
}
