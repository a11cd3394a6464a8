import { expect, test } from 'vitest'
import type { TrialRecord } from '../../../src/hpo/core/trial-record.ts'
import { parameterGroupTracker } from '../../../src/hpo/history/parameter-groups.ts'
import type { Distribution } from '../../../src/hpo/space/distribution.ts'
import { trialWith } from './trial-with.ts'

const float = (high: number): Distribution => ({ kind: 'float', low: 0, high, log: false, step: null })
const unit = float(1)
const of = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, unit]))
const history = (trials: readonly TrialRecord[]) => ({ name: 'study', directions: ['minimize'] as const, trials })
const groups = (trials: readonly TrialRecord[]) =>
  Object.fromEntries(
    [...parameterGroupTracker()(history(trials))].map(([name, space]) => [name, [...space.keys()].join()]),
  )

test('parameters are together when they occur in the same complete and pruned trials', () => {
  const trials = [
    trialWith(0, of('x', 'y', 'b', 'a')),
    trialWith(1, of('x', 'y'), { state: 'pruned' }),
    trialWith(2, of('x', 'c')),
    trialWith(3, of('x', 'a', 'c'), { state: 'fail' }),
    trialWith(4, of('x', 'a', 'c'), { state: 'running' }),
  ]
  expect(groups(trials.slice(0, 1))).toEqual({ a: 'a,b,x,y', b: 'a,b,x,y', x: 'a,b,x,y', y: 'a,b,x,y' })
  expect(groups(trials.slice(0, 2))).toEqual({ a: 'a,b', b: 'a,b', x: 'x,y', y: 'x,y' })
  expect(groups(trials)).toEqual({ a: 'a,b', b: 'a,b', x: 'x', y: 'y', c: 'c' })
})

test('the groups do not depend on the order in which trials end', () => {
  const trials = [trialWith(0, of('x', 'a')), trialWith(1, of('x')), trialWith(2, { x: float(2), a: unit })]
  const track = parameterGroupTracker()
  track(history([{ ...trials[0], state: 'running' }, { ...trials[1], state: 'running' }, trials[2]]))
  const late = track(history(trials))
  expect([...late]).toEqual([...parameterGroupTracker()(history(trials))])
  expect(late.get('x')).toEqual(new Map([['x', float(2)]]))
})

test('a space stays the same object while nothing in it changes, and single values are left out', () => {
  const track = parameterGroupTracker()
  const first = track(history([trialWith(0, { ...of('x'), k: float(0) })]))
  expect(first.has('k')).toBe(false)
  const second = track(history([trialWith(0, { ...of('x'), k: float(0) }), trialWith(1, { x: float(1), k: float(0) })]))
  expect(second.get('x')).toBe(first.get('x'))
})
