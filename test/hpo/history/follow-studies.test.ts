import { expect, test } from 'vitest'
import { followStudies } from '../../../src/hpo/history/follow-studies.ts'
import { newlyFinishedTrials } from '../../../src/hpo/history/finished-trials.ts'
import type { History } from '../../../src/hpo/core/sampler.ts'
import type { TrialRecord } from '../../../src/hpo/core/trial-record.ts'
import { trialWith } from './trial-with.ts'

const study = (trials: readonly TrialRecord[]): History => ({ name: 'study', directions: ['minimize'], trials })

/** Counts the finished trials that it was shown, each once. */
function counter() {
  const fresh = newlyFinishedTrials()
  let count = 0
  return ({ trials }: History) => (count += fresh(trials).length)
}

test('followStudies follows each study on its own, whatever it is shown in between', () => {
  const follow = followStudies(counter)
  const one = [trialWith(0), trialWith(1), trialWith(2, {}, { state: 'running' }), trialWith(3)]
  const other = [trialWith(0), trialWith(1)]
  expect(follow(study(one.slice(0, 2)))).toBe(2)
  expect(follow(study(other))).toBe(2)
  expect(follow(study(one))).toBe(3)
  expect(follow(study([...one.slice(0, 2), trialWith(2), one[3]]))).toBe(4)
})

test('followStudies starts anew when the list is not the continuation of what it saw', () => {
  const follow = followStudies(counter)
  const trials = [trialWith(0), trialWith(1), trialWith(2)]
  expect(follow(study(trials))).toBe(3)
  expect(follow(study(trials.slice(0, 2)))).toBe(2)
  expect(follow(study([trials[0], trialWith(1), trialWith(2), trialWith(3)]))).toBe(4)
  expect(follow(study([trialWith(0, {}, { state: 'running' })]))).toBe(0)
})
