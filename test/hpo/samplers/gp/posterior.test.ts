import { expect, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import type { Direction } from '../../../../src/hpo/core/direction.ts'
import type { History } from '../../../../src/hpo/core/sampler.ts'
import { posterior } from '../../../../src/hpo/samplers/gp/posterior.ts'
import type { SearchSpace } from '../../../../src/hpo/space/distribution.ts'
import { trialRecord } from '../../../../src/testing/trial-record.ts'

const space: SearchSpace = new Map([
  ['x', { kind: 'float', low: 0, high: 10, log: false, step: null }],
  ['c', { kind: 'categorical', choices: ['a', 'b'] }],
])

function history(directions: readonly Direction[]): History {
  const rng = createRng(4)
  const trials = Array.from({ length: 24 }, (_, number) => {
    const params = { x: 5 * rng.uniform(), c: number % 2 === 0 ? 'a' : 'b' }
    const value = 100 + 20 * Math.sin(params.x) + (params.c === 'a' ? 0 : 10)
    return trialRecord({
      number,
      params,
      distributions: Object.fromEntries(space),
      values: directions.map(() => value),
    })
  })
  return { name: 'study', directions, trials }
}

test('posterior(history, space, points) predicts in the unit of each objective, whatever its direction', () => {
  const points = [{ x: 2, c: 'a' }, { x: 4, c: 'b' }] // prettier-ignore
  const predicted = posterior(history(['minimize', 'maximize']), { space, options: { deterministic: true } }, points)!
  expect(predicted).toHaveLength(2)
  for (const { mean, deviation } of predicted[0]) {
    expect(Math.abs(mean - (100 + 20 * Math.sin(2)))).toBeLessThan(1.5)
    expect(deviation).toBeLessThan(3)
  }
  for (const { mean } of predicted[1]) expect(Math.abs(mean - (110 + 20 * Math.sin(4)))).toBeLessThan(1.5)
})

test('posterior is less certain where no trial was', () => {
  const [[near], [far]] = posterior(history(['minimize']), { space }, [{ x: 2.5, c: 'a' }, { x: 10, c: 'a' }])! // prettier-ignore
  expect(far.deviation).toBeGreaterThan(5 * near.deviation)
})

test('posterior is null while no trial is complete', () => {
  const study = history(['minimize'])
  const trials = study.trials.map((trial) => ({ ...trial, state: 'running' as const, values: null }))
  expect(posterior({ ...study, trials }, { space }, [{ x: 1, c: 'a' }])).toBeNull()
})
