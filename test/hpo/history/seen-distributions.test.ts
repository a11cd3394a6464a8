import { expect, test } from 'vitest'
import { newlyFinishedTrials } from '../../../src/hpo/history/finished-trials.ts'
import { distributionTracker } from '../../../src/hpo/history/seen-distributions.ts'
import { floatDistribution, intDistribution } from '../../../src/hpo/space/distribution.ts'
import { trialWith } from './trial-with.ts'

test('newlyFinishedTrials hands out each trial once, when it has finished', () => {
  const newlyFinished = newlyFinishedTrials()
  const running = (number: number) => trialWith(number, {}, { state: 'running' })
  const numbers = (...trials: ReturnType<typeof trialWith>[]) => newlyFinished(trials).map((t) => t.number)
  expect(numbers(trialWith(0), running(1))).toEqual([0])
  expect(numbers(trialWith(0), running(1), running(2), trialWith(3))).toEqual([3])
  expect(numbers(trialWith(0), running(1), trialWith(2), trialWith(3))).toEqual([2])
  expect(numbers(trialWith(0), trialWith(1), trialWith(2), trialWith(3))).toEqual([1])
  expect(numbers(trialWith(0), trialWith(1), trialWith(2), trialWith(3))).toEqual([])
})

test('distributionTracker knows the parameters of finished trials, failed ones included', () => {
  const seen = distributionTracker()
  const x = floatDistribution('x', { low: 0, high: 1 })
  const n = intDistribution('n', { low: 0, high: 1 })
  const first = trialWith(0, { x }, { state: 'fail' })
  expect([...seen([first, trialWith(1, { n }, { state: 'running' })])]).toEqual([['x', x]])
  expect([...seen([first, trialWith(1, { n })])]).toEqual([
    ['x', x],
    ['n', n],
  ])
})
