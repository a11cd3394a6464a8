import { badArgument, checkOptionNames } from '../../base/check-argument.ts'
import type { TrialRecord } from '../core/trial-record.ts'
import { TrialPruned } from '../core/trial-pruned.ts'
import { keyOf } from '../history/complete-trial-index.ts'
import { encode } from '../space/encode.ts'
import type { Params } from '../space/distribution.ts'
import type { PartialValue, Space } from '../space/space.ts'
import type { Study } from '../study/study.ts'
import type { Trial } from '../study/trials/trial.ts'
import { emptyTable, unknownRow } from './messages.ts'

/** What one set of parameters gave when it was really trained. */
export interface TableRow<P> {
  readonly params: P
  /** The value after each step: step 1, 2, …; the last is the final one. */
  readonly curve: readonly number[]
  /** How long one step took, in seconds; default 1. */
  readonly secondsPerStep?: number
}

export interface SimulateOptions {
  /** How many trials to run. */
  readonly trials: number
  /** How many run at once in simulated time; default 1. */
  readonly workers?: number
}

/** What came when, in simulated time. */
export interface Simulation {
  /** When the last trial ended, in seconds. */
  readonly seconds: number
  /** Every trial that ended, in that order, with the best final value so far. */
  readonly timeline: readonly { readonly seconds: number; readonly trial: number; readonly best: number | null }[]
}

/**
 * Runs a study on a table of recorded learning curves instead of training: what would this sampler and this pruner have
 * done with so many workers? Days of training pass in seconds, in the order in which they would have happened.
 *
 * @param rows one for every set of parameters of the (finite) space
 * @throws InputError `simulation/empty-table`; `simulation/unknown-row` when a trial has parameters that no row has
 */
export async function simulate<P>(
  study: Study,
  table: { readonly space: Space<P>; readonly rows: readonly TableRow<P>[] },
  options: SimulateOptions,
): Promise<Simulation> {
  checkOptionNames('simulate', table, ['space', 'rows'])
  checkOptionNames('simulate', options, ['trials', 'workers'])
  const { space, rows } = table
  const { trials, workers = 1 } = options
  for (const [what, value] of Object.entries({ trials, workers })) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw badArgument({ call: 'simulate', what, value, allowed: 'a whole number, at least 1' })
  }
  if (!Array.isArray(rows))
    throw badArgument({ call: 'simulate', what: 'its rows', value: rows, allowed: 'a list of rows' })
  if (rows.length === 0) throw emptyTable()
  const byParams = new Map(rows.map((row) => [keyOf(encode(space, row.params as PartialValue<P>)), row]))
  const rowFor = (params: Params): TableRow<P> => {
    const row = byParams.get(keyOf(params))
    if (row === undefined || row.curve.length === 0) throw unknownRow(params)
    return row
  }
  const running: Running<P>[] = []
  const timeline: Simulation['timeline'][number][] = []
  let asked = 0
  let now = 0
  for (;;) {
    while (asked < trials && running.length < workers) {
      asked++
      const trial = await study.ask(space)
      running.push({ trial, row: rowFor(trial.flatParams), step: 0, startedAt: now })
    }
    const next = earliest(running)
    if (next === null) return { seconds: now, timeline }
    now = timeOf(next)
    const ended = await advance(study, next)
    if (ended === null) continue
    running.splice(running.indexOf(next), 1)
    const best = study.directions.length === 1 ? (study.result.bestValue ?? null) : null
    timeline.push({ seconds: now, trial: ended.number, best })
  }
}

interface Running<P> {
  readonly trial: Trial<P>
  readonly row: TableRow<P>
  /** Steps that are done. */
  step: number
  /** In simulated seconds. */
  readonly startedAt: number
}

/** When the next step of a trial is done. */
function timeOf({ row, step, startedAt }: Running<unknown>): number {
  return startedAt + (step + 1) * (row.secondsPerStep ?? 1)
}

/** The trial whose step is done first; of equals the one that started first. */
function earliest<P>(running: readonly Running<P>[]): Running<P> | null {
  return running.reduce<Running<P> | null>(
    (first, other) => (first === null || timeOf(other) < timeOf(first) ? other : first),
    null,
  )
}

/** Does one step. Gives the final record of a trial that has ended with it. */
async function advance<P>(study: Study, running: Running<P>): Promise<TrialRecord | null> {
  const { trial, row } = running
  const value = row.curve[running.step++]
  try {
    await trial.report(value, running.step)
  } catch (error) {
    if (error instanceof TrialPruned) return study.tell(trial, { state: 'pruned' })
    throw error
  }
  return running.step < row.curve.length ? null : study.tell(trial, value)
}
