import { expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { definition } from '../../../src/hpo/samplers/random.ts'
import { type SearchSpace, sampleUniform } from '../../../src/hpo/space/distribution.ts'
import { suggestRequest } from '../../../src/testing/suggest-request.ts'

const history = { name: 'study', directions: ['minimize', 'maximize'] as const, trials: [] }

test('`random.suggest` is uniform on the scale of each parameter', () => {
  const space: SearchSpace = new Map([
    ['lr', { kind: 'float', low: 1e-4, high: 1, log: true, step: null }],
    ['depth', { kind: 'int', low: 1, high: 4, log: false, step: 1 }],
  ])
  const sampler = definition.create()
  const drawn = Array.from({ length: 4000 }, (_, seed) =>
    sampler.suggest(suggestRequest({ space, history, rng: createRng(seed) })),
  )
  // Binomial with n = 4000: five standard deviations are 0.034 for a quarter.
  for (const decade of [-4, -3, -2, -1]) {
    const share = drawn.filter(({ lr }) => Math.floor(Math.log10(lr as number)) === decade).length / drawn.length
    expect(Math.abs(share - 0.25)).toBeLessThan(0.034)
  }
  for (const depth of [1, 2, 3, 4]) {
    expect(Math.abs(drawn.filter((params) => params.depth === depth).length / drawn.length - 0.25)).toBeLessThan(0.034)
  }
})

test('`random.suggest` draws from nothing but its stream', () => {
  const space: SearchSpace = new Map([['x', { kind: 'float', low: 0, high: 1, log: false, step: null }]])
  const sampler = definition.create()
  const x = sampleUniform(space.get('x')!, createRng(3))
  expect(sampler.suggest(suggestRequest({ space, history, rng: createRng(3) }))).toEqual({ x })
})
