import { isFinished, type TrialRecord } from '../../core/trial-record.ts'
import { newlyFinishedTrials } from '../../history/finished-trials.ts'
import type { Follower } from '../../history/follow-studies.ts'
import { type Individual, individualOf, type Survivor } from './individual.ts'

/** Who becomes a parent of the next generation, from the last parents and the generation that they brought about. */
export type Select = (parents: readonly Survivor[], members: readonly Individual[]) => readonly Survivor[]

export interface Generation {
  /** 0 is drawn at random. */
  readonly number: number
  /** Of this generation; none for generation 0. */
  readonly parents: readonly Survivor[]
}

/**
 * Follows the generations of a study: which one is being bred, and from whom.
 *
 * A trial belongs to the generation that was noted with it when it was asked for, one without a note (enqueued, or of
 * another sampler) to the last one that was noted before it. A generation is over when `size` of its trials are complete;
 * those that complete later still count, for the generations that follow. So what a trial is bred from depends only on
 * the trials that are complete, not on who asks.
 *
 * @param key the system attribute of the notes: `{ "generation": 3 }`
 */
export function generationTracker(how: {
  readonly key: string
  readonly size: number
  readonly select: Select
}): Follower<Generation> {
  const newlyFinished = newlyFinishedTrials()
  const latestNoted = latestNoteTracker(how.key)
  const members: Individual[][] = [[]]
  /** By generation; those that are not there have to be selected. Of long ago only the first is kept, to save memory. */
  const parents: (readonly Survivor[] | undefined)[] = [[]]
  return ({ trials, directions }) => {
    const noted = latestNoted(trials)
    for (const trial of newlyFinished(trials)) {
      if (trial.state !== 'complete' || trial.values === null) continue
      const generation = noted[trial.number]
      while (members.length <= generation) members.push([])
      insertByNumber(members[generation], individualOf(trial, directions))
      parents.length = Math.min(parents.length, generation + 1)
    }
    let number = members.length - 1
    if (members[number].length >= how.size) number++
    let at = Math.min(number, parents.length - 1)
    while (parents[at] === undefined) at--
    for (; at < number; at++) parents[at + 1] = how.select(parents[at]!, members[at])
    if (number > mostKept) parents[number - mostKept] = undefined
    return { number, parents: parents[number]! }
  }
}

/** Generations whose parents are kept: trials of the last few may still complete. */
const mostKept = 8

/** For each trial, by number, the largest generation that was noted with it or with one before it. */
function latestNoteTracker(key: string): (trials: readonly TrialRecord[]) => readonly number[] {
  const latest: number[] = []
  /** Positions before this hold finished trials, whose notes no longer change. */
  let settled = 0
  return (trials) => {
    let isSettled = true
    for (let at = settled; at < trials.length; at++) {
      const before = at === 0 ? 0 : latest[trials[at - 1].number]
      latest[trials[at].number] = Math.max(before, notedGeneration(trials[at], key))
      isSettled &&= isFinished(trials[at].state)
      if (isSettled) settled = at + 1
    }
    return latest
  }
}

function notedGeneration({ systemAttrs }: TrialRecord, key: string): number {
  const note = systemAttrs[key]
  const generation = typeof note === 'object' && note !== null && 'generation' in note ? note.generation : null
  return Number.isInteger(generation) && (generation as number) > 0 ? (generation as number) : 0
}

function insertByNumber(members: Individual[], member: Individual): void {
  let place = members.length
  while (place > 0 && members[place - 1].trial.number > member.trial.number) place--
  members.splice(place, 0, member)
}
