import { badArgument } from '../../../base/check-argument.ts'
import { createRng } from '../../../base/rng.ts'
import { bestTrial } from '../../core/best-trial.ts'
import { type Lineage, lineageKey } from '../../core/population-scheduler.ts'
import type { StudyView } from '../../core/study-record.ts'
import type { TrialRecord } from '../../core/trial-record.ts'
import { decode } from '../../space/decode.ts'
import type { Params } from '../../space/distribution.ts'
import type { Space } from '../../space/space.ts'
import { copiedState, type Evolvable, readStep, streamOf } from './evolvable.ts'
import { noLineage } from './messages.ts'

/** A stretch of training with the same parameters. */
export interface ReplaySegment {
  readonly trial: number
  readonly member: number
  /** The step from which it trained. */
  readonly from: number
  /** The steps at which its value was taken, and at the last of which the next segment took over its state. */
  readonly steps: readonly number[]
  /** By flat name. */
  readonly params: Params
  /** Of the streams that it drew from. */
  readonly seed: number
}

/** The schedule of parameters that led to one member, from its first ancestor on; plain data. */
export type Replay = readonly ReplaySegment[]

/**
 * The schedule that a member of a population has followed through all that it took over: train one model by it, with
 * `runReplay` or by hand, and the population is not needed again.
 *
 * @param trial the number of the member's trial. Default: that of the best one
 * @throws StateError `study/no-lineage` for a trial that does not come from `study.evolve`
 */
export function replayPbt(study: StudyView, trial?: number): Replay {
  if (!Array.isArray(study?.trials))
    throw badArgument({ call: 'replayPbt', what: 'the study', value: study, allowed: 'a study' })
  const members = study.trials.filter((record) => lineageOf(record) !== null)
  const last = trial === undefined ? bestTrial({ directions: study.directions, trials: members }) : study.trials[trial]
  const segments: ReplaySegment[] = []
  let until = Number.POSITIVE_INFINITY
  for (let record: TrialRecord | null = last ?? null; record !== null;) {
    const lineage = lineageOf(record)
    if (lineage === null) break
    const { member, from, seed, parent } = lineage
    const reached = [...record.intermediateValues.keys()].sort((a, b) => a - b)
    const steps = reached.filter((step) => step <= until)
    segments.unshift({ trial: record.number, member, from, steps, params: record.params, seed })
    until = from
    record = parent === null ? null : study.trials[parent]
  }
  if (segments.length === 0) throw noLineage(study.name, trial ?? null)
  return segments
}

/**
 * Trains one model by a schedule. A training that draws from nothing but its `rng` comes out as it did in the population,
 * to the last bit.
 *
 * @returns the value and state at the end, and the value at each step
 */
export async function runReplay<P, State>(
  space: Space<P>,
  evolvable: Evolvable<P, State>,
  replay: Replay,
): Promise<{ readonly value: number; readonly state: State; readonly values: ReadonlyMap<number, number> }> {
  if (!Array.isArray(replay) || typeof (replay as Partial<Replay>)[0]?.seed !== 'number') {
    throw badArgument({
      call: 'runReplay',
      what: 'the schedule',
      value: replay,
      allowed: 'what replayPbt(study) gives',
    })
  }
  const { signal } = new AbortController()
  const values = new Map<number, number>()
  const [first] = replay
  const begin = { member: first.member, trial: first.trial, signal }
  const rng = streamOf.init(createRng(first.seed))
  let state: State = await evolvable.init(decode(space, first.params), { ...begin, rng })
  let value = Number.NaN
  for (const segment of replay) {
    const { member, trial, seed } = segment
    const params = decode(space, segment.params)
    if (segment !== first) state = await copiedState(evolvable, state, params)
    let { from } = segment
    for (const until of segment.steps) {
      const context = { member, trial, signal, rng: streamOf.step(createRng(seed), from), from, steps: until - from }
      const result = readStep(await evolvable.step(state, params, context), state)
      value = result.value
      state = result.state
      values.set(until, value)
      from = until
    }
  }
  return { value, state, values }
}

function lineageOf({ systemAttrs }: TrialRecord): Lineage | null {
  const lineage = systemAttrs[lineageKey]
  return typeof lineage === 'object' && lineage !== null ? (lineage as unknown as Lineage) : null
}
