import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import type { InnerSampler, Sampler } from '../../../src/hpo/core/sampler.ts'
import { drawByCredit, memberCredit } from '../../../src/hpo/samplers/ensemble/member-credit.ts'
import { resolveSampler, samplers } from '../../../src/hpo/samplers/registry.ts'
import type { ParamValue } from '../../../src/hpo/space/distribution.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float as floatNode } from '../../../src/hpo/space/kinds/float.ts'
import { int as intNode } from '../../../src/hpo/space/kinds/int.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { quantile } from '../../../src/math/stats/quantile.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'
import { openStudy, refusal } from '../study/setup.ts'
import { askTell, minimize } from './ask-tell.ts'
import { cube, float, hartmann6, vector } from './problems.ts'

const shares = (trials: readonly { systemAttrs: Readonly<Record<string, unknown>> }[], members: number) => {
  const counts = Array.from({ length: members }, () => 0)
  for (const { systemAttrs } of trials) counts[(systemAttrs['ansatz:ensemble'] as { member: number }).member]++
  return counts
}

/** A member that always suggests the same. */
const constant = (value: ParamValue): Sampler => ({
  name: `constant ${String(value)}`,
  traits: { joint: true, multiObjective: true, usesHistory: false },
  suggest: (request) => Object.fromEntries(Array.from(request.space.keys(), (name) => [name, value])),
})

const s = space({
  lr: floatNode(1e-5, 1).log(),
  act: choice('tanh', 'sin'),
  opt: oneOf('name', { adam: { beta: floatNode(0, 1) }, sgd: { momentum: floatNode(0, 1) } }),
})

describe('samplers.ensemble, bandit', () => {
  const problem = { space: cube(6, float(0, 1)), of: hartmann6 }
  const best = async (members: readonly InnerSampler[]) => {
    const values: number[] = []
    for (let seed = 0; seed < 8; seed++) {
      const sampler = await resolveSampler(samplers.ensemble({ members }))
      values.push(minimize({ sampler, space: problem.space, rng: createRng(seed) }, (p) => hartmann6(vector(p)), 120))
    }
    return quantile(values, 0.5)
  }

  test('loses little to its best member, in whichever place that is', async () => {
    const random = await best(['random'])
    const alone = await best(['tpe'])
    // Two of three members waste their trials; without credit the median stays above −2.9.
    expect(await best(['random', 'random', 'tpe'])).toBeLessThan(random - 0.7 * (random - alone))
  })

  test('gives most trials to the member that succeeds', async () => {
    const sampler = await resolveSampler(samplers.ensemble({ members: ['random', 'tpe', 'random'] }))
    const study = askTell(sampler, problem.space, createRng(3))
    for (let i = 0; i < 150; i++) {
      const params = study.ask()
      study.tell(params, hartmann6(vector(params)))
    }
    const [, tpe] = shares(study.trials, 3)
    expect(tpe).toBeGreaterThan(100)
  })

  test('turns to another member when that becomes the better one', async () => {
    const sampler = await resolveSampler(samplers.ensemble({ members: [constant(0), constant(1)] }))
    const study = askTell(sampler, new Map([['x', float(0, 1)]]), createRng(1))
    for (let i = 0; i < 300; i++) {
      const params = study.ask()
      study.tell(params, i < 150 ? (params.x as number) : -(params.x as number))
    }
    expect(shares(study.trials.slice(80, 150), 2)[0]).toBeGreaterThan(55)
    expect(shares(study.trials.slice(230), 2)[1]).toBeGreaterThan(55)
  })

  test('first gives every member its trials, in turn', async () => {
    const study = await openStudy({
      sampler: await resolveSampler(samplers.ensemble({ members: ['qmc', 'random'], trialsPerMember: 4 })),
    })
    await study.optimize(s, ({ lr }) => lr, { trials: 8 })
    const turns = study.trials.map(({ systemAttrs }) => (systemAttrs['ansatz:ensemble'] as { member: number }).member)
    expect(turns).toEqual([0, 1, 0, 1, 0, 1, 0, 1])
  })

  test('counts no pruned, failed or infeasible trial as a success, and trials of others not at all', () => {
    const members = [constant(0), constant(1)]
    const noted = (number: number, member: number, rest: Partial<ReturnType<typeof trialRecord>>) =>
      trialRecord({
        number,
        values: [1],
        ...rest,
        systemAttrs: { 'ansatz:ensemble': { member, name: members[member].name }, ...rest.systemAttrs },
      })
    const trials = [
      noted(0, 0, { values: [5] }),
      noted(1, 1, { state: 'pruned', values: [0] }),
      noted(2, 1, { state: 'fail', values: null }),
      noted(3, 1, { values: [0], systemAttrs: { constraints: [1] } }),
      noted(4, 1, { values: [Number.NaN] }),
      noted(5, 1, { state: 'running', values: null }),
      trialRecord({ number: 6, values: [-9] }),
      trialRecord({ number: 7, values: [-9], systemAttrs: { 'ansatz:ensemble': { member: 1, name: 'another' } } }),
    ]
    const credit = memberCredit({ name: 'study', directions: ['minimize'], trials }, members)
    expect(credit).toEqual({ successes: [1, 0], failures: [0, 4] })
  })

  test('draws a member with the probability that it is the better one', () => {
    const rng = createRng(5)
    const draws = Array.from({ length: 4000 }, () => drawByCredit({ successes: [1, 0], failures: [0, 0] }, [0, 1], rng))
    // P(Beta(2, 1) > Beta(1, 1)) = 2/3; five standard deviations of the share are 0.037.
    expect(draws.filter((member) => member === 0).length / 4000).toBeCloseTo(2 / 3, 1)
  })
})

describe('samplers.ensemble, weighted', () => {
  test('gives three members 0.4, 0.3 and 0.3 of the trials', async () => {
    const sampler = await resolveSampler(
      samplers.ensemble({ members: ['random', 'qmc', 'random'], strategy: 'weighted' }),
    )
    const study = await openStudy({ sampler })
    await study.optimize(s, ({ lr }) => lr, { trials: 600 })
    const counts = shares(study.trials, 3).map((count) => count / 600)
    // Four standard deviations.
    for (const [m, expected] of [0.4, 0.3, 0.3].entries()) expect(Math.abs(counts[m] - expected)).toBeLessThan(0.08)
  })

  test('goes on with the others when a member has nothing left, and ends when none has', async () => {
    const small = space({ a: choice('x', 'y'), b: intNode(1, 3) })
    const members = ['grid', 'bruteForce']
    const study = await openStudy({
      sampler: await resolveSampler(samplers.ensemble({ members, strategy: 'weighted', weights: [1, 0] })),
    })
    await study.optimize(small, ({ b }) => b, { trials: 50 })
    expect(new Set(study.trials.map(({ params }) => JSON.stringify(params))).size).toBe(6)
    expect(study.trials.length).toBeLessThan(50)
  })
})

describe('samplers.ensemble, average', () => {
  test('takes the weighted mean of the members’ numbers on the scale of each', async () => {
    const members = [constant(1), constant(100)]
    const sampler = await resolveSampler(samplers.ensemble({ members, strategy: 'average', weights: [1, 3] }))
    const study = await openStudy({ sampler })
    const numbers = space({ a: floatNode(1, 100), b: floatNode(1, 100).log(), c: intNode(1, 100) })
    const { params } = await study.ask(numbers)
    expect(params.a).toBeCloseTo(75.25, 10)
    expect(params.b).toBeCloseTo(10 ** 1.5, 10)
    expect(params.c).toBe(75)
  })

  test('refuses choices, unless another sampler draws them', async () => {
    const refusing = await openStudy({ sampler: await resolveSampler(samplers.ensemble({ strategy: 'average' })) })
    const error = await refusal(() => refusing.ask(s))
    expect(error.code).toBe('sampler/unsupported-parameter')
    expect(error.message).toMatch(/cannot average parameter "act".*weighted/s)
    const sampler = await resolveSampler(samplers.ensemble({ strategy: 'average', fallback: 'random' }))
    const study = await openStudy({ sampler })
    await study.optimize(s, ({ lr }) => lr, { trials: 30, concurrency: 3 })
    expect(new Set(study.trials.map(({ params }) => params.act))).toEqual(new Set(['tanh', 'sin']))
  })
})

describe('samplers.ensemble', () => {
  test('handles branches, failures, four workers and several objectives', async () => {
    const study = await openStudy({ sampler: 'ensemble', directions: ['minimize', 'maximize'] })
    await study.optimize(
      s,
      ({ lr, opt }, { number }) => {
        if (number % 9 === 4) throw new RangeError('diverged')
        return [Math.log(lr) ** 2, opt.name === 'adam' ? opt.beta : 2]
      },
      { trials: 60, concurrency: 4, catch: [RangeError] },
    )
    expect(study.trials.filter(({ state }) => state === 'complete')).toHaveLength(53)
  })

  test('takes one objective only when a member does', async () => {
    const sampler = await resolveSampler(samplers.ensemble({ members: ['tpe', 'de'] }))
    const error = await refusal(() => openStudy({ sampler, directions: ['minimize', 'minimize'] }))
    expect(error.message).toContain('"ensemble"')
  })

  test('says which member cannot model a parameter', async () => {
    const sampler = await resolveSampler(samplers.ensemble({ members: ['cmaEs', 'tpe'] }))
    const study = await openStudy({ sampler })
    const error = await refusal(() => study.ask(s))
    expect(error.message).toMatch(/"cmaEs" cannot model.*fallback/s)
  })

  test.each([
    [{ members: [] }, /at least one sampler/],
    [{ members: ['nope'] }, /no sampler "nope"/],
    [{ strategy: 'vote' }, /"bandit", "weighted" or "average"/],
    [{ weights: [1, 2, 3] }, /"bandit" finds its own/],
    [{ strategy: 'weighted', weights: [1, 2] }, /one per member/],
    [{ strategy: 'weighted', weights: [1, -2, 0] }, /at least 0/],
    [{ strategy: 'weighted', weights: [0, 0, 0] }, /not all 0/],
    [{ strategy: 'average', trialsPerMember: 3 }, /every member has a part/],
    [{ strategy: 'weighted', fallback: 'random' }, /only strategy "average"/],
  ])('%j is refused', async (options, text) => {
    await expect(resolveSampler(samplers.ensemble(options as never))).rejects.toThrow(text)
  })
})
