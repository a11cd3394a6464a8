import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { definition as latinHypercube } from '../../../src/hpo/samplers/latin-hypercube.ts'
import { definition as qmc } from '../../../src/hpo/samplers/qmc.ts'
import { samplers } from '../../../src/hpo/samplers/registry.ts'
import { resolveSampler, type SamplerChoice } from '../../../src/hpo/samplers/registry.ts'
import type { Params } from '../../../src/hpo/space/distribution.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { halton } from '../../../src/math/sequences/halton.ts'
import { sobol } from '../../../src/math/sequences/sobol.ts'
import { suggestRequest } from '../../../src/testing/suggest-request.ts'
import { openStudy } from '../study/setup.ts'

const s = space({
  x: float(0, 1),
  depth: int(1, 4),
  act: choice('tanh', 'sin', 'gelu', 'relu'),
  opt: oneOf('name', { adam: { beta: float(0, 1) }, sgd: { momentum: float(0, 1), nesterov: choice('no', 'yes') } }),
})

async function paramsOf(
  choice: SamplerChoice,
  trials: number,
  { seed = 1, concurrency = 1 } = {},
): Promise<readonly Params[]> {
  const study = await openStudy({ sampler: await resolveSampler(choice), seed })
  await study.optimize(s, async ({ x }) => {
    await new Promise((resolve) => setTimeout(resolve, x < 0.5 ? 2 : 0))
    return x
  }, { trials, concurrency }) // prettier-ignore
  return study.trials.map(({ params }) => params)
}

/** How often each value occurs. */
function counts(values: readonly unknown[]): Record<string, number> {
  const found: Record<string, number> = {}
  for (const value of values) found[String(value)] = (found[String(value)] ?? 0) + 1
  return found
}

describe('qmc', () => {
  test.each([
    ['sobol', sobol(7)],
    ['halton', halton(7)],
  ] as const)(
    'of unscrambled %s points takes point n for trial n, one dimension per declared parameter',
    async (type, points) => {
      const params = await paramsOf(samplers.qmc({ type, scramble: false }), 16)
      params.forEach((trial, n) => {
        const [x, depth, act, opt, beta, momentum, nesterov] = points.point(n)
        expect(trial).toEqual({
          x,
          depth: 1 + Math.floor(depth * 4),
          act: ['tanh', 'sin', 'gelu', 'relu'][Math.floor(act * 4)],
          ...(opt < 0.5
            ? { opt: 'adam', 'opt.adam.beta': beta }
            : {
                opt: 'sgd',
                'opt.sgd.momentum': momentum,
                'opt.sgd.nesterov': nesterov < 0.5 ? 'no' : 'yes',
              }),
        })
      })
    },
  )

  test('scrambled, tries every choice and every quarter of a range equally often in 64 trials', async () => {
    const params = await paramsOf(samplers.qmc(), 64, { seed: 7 })
    expect(counts(params.map(({ act }) => act))).toEqual({ tanh: 16, sin: 16, gelu: 16, relu: 16 })
    expect(counts(params.map(({ depth }) => depth))).toEqual({ 1: 16, 2: 16, 3: 16, 4: 16 })
    expect(counts(params.map(({ opt }) => opt))).toEqual({ adam: 32, sgd: 32 })
    expect(counts(params.map(({ x }) => Math.floor((x as number) * 64)))).toEqual(
      Object.fromEntries(Array.from({ length: 64 }, (_, i) => [i, 1])),
    )
  })

  test('gives four workers the same trials as one', async () => {
    expect(await paramsOf(samplers.qmc(), 32, { seed: 3, concurrency: 4 })).toEqual(
      await paramsOf(samplers.qmc(), 32, { seed: 3 }),
    )
  })

  test('scrambles by the seed of the study', async () => {
    expect(await paramsOf(samplers.qmc(), 4)).not.toEqual(await paramsOf(samplers.qmc(), 4, { seed: 2 }))
  })

  test('follows the sequence in a define-by-run study from its second trial on', async () => {
    const study = await openStudy({ sampler: await resolveSampler(samplers.qmc({ scramble: false })) })
    await study.optimize((trial) => trial.float('b', 0, 1) + trial.float('a', 0, 1), { trials: 9 })
    for (const { number, params } of study.trials.slice(1)) {
      const [a, b] = sobol(2).point(number)
      expect(params).toEqual({ a, b })
    }
  })

  test('gives trial n the n-th point that the hard constraints allow', () => {
    const leaves = new Map(['a', 'b'].map((name) => [name, { name, distribution: unit, when: [] }]))
    const declared = { leaves, allows: ({ a, b }: Params) => (a as number) + (b as number) < 0.3 }
    const sampler = qmc.create()
    const studyRng = createRng(4)
    const suggested = Array.from({ length: 50 }, (_, number) =>
      sampler.suggest(
        suggestRequest({ space: new Map([['a', unit], ['b', unit]]), declared, studyRng, trial: { number, fixed: {}, note: () => {} } }), // prettier-ignore
      ),
    )
    expect(suggested.every(declared.allows)).toBe(true)
    expect(new Set(suggested.map(({ a }) => a)).size).toBe(50)
    const points = Array.from({ length: 2000 }, (_, i) => [...sobol(2, studyRng.fork('qmc').fork('sobol')).point(i)])
    const allowed = points.filter(([a, b]) => a + b < 0.3).slice(0, 50)
    expect(suggested.map(({ a, b }) => [a, b])).toEqual(allowed)
  })

  test.each([
    [{ type: 'faure' }, 'Option "type" of sampler "qmc" is "faure". Allowed: "sobol" or "halton".'],
    [{ scramble: 1 }, 'Option "scramble" of sampler "qmc" is 1. Allowed: true or false.'],
  ])('%j is refused', (options, text) => {
    expect(() => qmc.create(options as never)).toThrow(text)
  })

  test('has no Sobol points for more than 1,111 parameters, and says what has', () => {
    const space = new Map(Array.from({ length: 1112 }, (_, i) => [`x${i}`, unit]))
    const leaves = new Map([...space].map(([name, distribution]) => [name, { name, distribution, when: [] }]))
    const request = suggestRequest({ space, declared: { leaves, allows: () => true } })
    expect(() => qmc.create().suggest(request)).toThrow(/1112 dimensions.*1 to 1111.*Halton/)
    expect(Object.keys(qmc.create({ type: 'halton' }).suggest(request))).toHaveLength(1112)
  })
})

const unit = { kind: 'float', low: 0, high: 1, log: false, step: null } as const

describe('latinHypercube', () => {
  test('gives every n trials one value in each n-th of every range', async () => {
    const params = await paramsOf(samplers.latinHypercube({ n: 20 }), 60, { seed: 5, concurrency: 4 })
    for (const start of [0, 20, 40]) {
      const design = params.slice(start, start + 20)
      expect(counts(design.map(({ x }) => Math.floor((x as number) * 20)))).toEqual(
        Object.fromEntries(Array.from({ length: 20 }, (_, i) => [i, 1])),
      )
      expect(counts(design.map(({ act }) => act))).toEqual({ tanh: 5, sin: 5, gelu: 5, relu: 5 })
    }
  })

  test('gives each run of n trials a design of its own', async () => {
    const params = await paramsOf(samplers.latinHypercube({ n: 4 }), 8)
    expect(params.slice(0, 4)).not.toEqual(params.slice(4))
  })

  test.each([0, 1.5, 'many'])('n = %j is refused', (n) => {
    expect(() => latinHypercube.create({ n: n as number })).toThrow(/Allowed: a whole number, at least 1/)
  })
})
