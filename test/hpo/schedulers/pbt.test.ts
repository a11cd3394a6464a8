import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import type { Lineage } from '../../../src/hpo/core/population-scheduler.ts'
import { takeovers } from '../../../src/hpo/schedulers/pbt.ts'
import { schedulers } from '../../../src/hpo/schedulers/registry.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { createStudy } from '../../../src/hpo/setup/create-study.ts'
import type { Evolvable } from '../../../src/hpo/study/population/evolvable.ts'
import type { EvolveOptions } from '../../../src/hpo/study/population/evolve-options.ts'
import { replayPbt, runReplay } from '../../../src/hpo/study/population/replay-pbt.ts'
import { refusal } from '../study/setup.ts'

const search = space({ lr: float(1e-4, 1).log(), noise: float(0, 0.1), act: choice('tanh', 'sin') })

interface State {
  readonly weights: Float64Array
  /** Momentum. */
  readonly velocity: Float64Array
}

/** Gradient descent on |w|²/2 with momentum and noise: too large a rate diverges, too small a one stays. */
const quadratic: Evolvable<{ lr: number; noise: number; act: 'tanh' | 'sin' }, State> = {
  init: (_, { rng }) => ({
    weights: Float64Array.from({ length: 4 }, () => rng.normal()),
    velocity: new Float64Array(4),
  }),
  step({ weights, velocity }, { lr, noise }, { steps, rng }) {
    for (let step = 0; step < steps; step++) {
      for (let i = 0; i < weights.length; i++) {
        velocity[i] = 0.5 * velocity[i] - lr * weights[i]
        weights[i] += velocity[i] + noise * lr * rng.normal()
      }
    }
    return weights.reduce((sum, w) => sum + (w * w) / 2, 0)
  },
}

const scheduler = schedulers.pbt({ population: 10, interval: 3 })

async function evolve(options: Partial<EvolveOptions> = {}, member = quadratic) {
  const study = await createStudy({ storage: 'memory:', seed: 5, sampler: 'random' })
  const result = await study.evolve(search, member, { scheduler, steps: 15, ...options })
  return { study, result }
}

const lineageOf = (trial: { systemAttrs: Readonly<Record<string, unknown>> }) =>
  trial.systemAttrs['ansatz:pbt'] as Lineage

describe('`study.evolve` with `schedulers.pbt`', () => {
  test('trains every member in every generation, and lets the worst take over from the best', async () => {
    const { study, result } = await evolve()
    expect(result.generations.map(({ step }) => step)).toEqual([3, 6, 9, 12, 15])
    for (const { members, exchanges, best, mean } of result.generations.slice(0, -1)) {
      expect(members.length).toBe(10)
      // A fifth of ten.
      expect(exchanges.length).toBe(2)
      const ranked = members.toSorted((a, b) => a.value - b.value).map(({ member }) => member)
      for (const { member, source } of exchanges) {
        expect(ranked.slice(-2)).toContain(member)
        expect(ranked.slice(0, 2)).toContain(source)
      }
      expect(best).toBe(Math.min(...members.map(({ value }) => value)))
      expect(mean).toBeCloseTo(members.reduce((sum, { value }) => sum + value, 0) / 10, 12)
    }
    expect(result.generations.at(-1)!.exchanges).toEqual([])
    expect(study.trials.length).toBe(10 + 4 * 2)
    const states = study.trials.map(({ state }) => state)
    expect(states.filter((state) => state === 'complete').length).toBe(10)
    expect(states.filter((state) => state === 'pruned').length).toBe(8)
  })

  test('keeps a member’s value until it has trained on: nothing is reset by an exchange', async () => {
    const { study, result } = await evolve()
    expect(result.best!.value).toBe(study.bestValue)
    expect(result.best!.trial).toBe(study.best.number)
    for (const trial of study.trials) {
      expect(trial.values).toEqual([trial.intermediateValues.get(Math.max(...trial.intermediateValues.keys()))])
    }
    expect(result.best!.value).toBe(quadratic.step(result.best!.state, result.best!.params, { steps: 0 } as never))
  })

  test('copies weights and optimiser state bit by bit, and shares neither', async () => {
    const seen = new Map<string, { weights: number[]; velocity: number[] }>()
    const watched: typeof quadratic = {
      ...quadratic,
      step(state, params, context) {
        seen.set(`${context.trial} from ${context.from}`, {
          weights: [...state.weights],
          velocity: [...state.velocity],
        })
        const value = quadratic.step(state, params, context)
        seen.set(`${context.trial} at ${context.from + context.steps}`, {
          weights: [...state.weights],
          velocity: [...state.velocity],
        })
        return value
      },
    }
    const { study } = await evolve({}, watched)
    const heirs = study.trials.filter((trial) => lineageOf(trial).parent !== null)
    expect(heirs.length).toBe(8)
    for (const trial of heirs) {
      const { parent, from } = lineageOf(trial)
      expect(seen.get(`${trial.number} from ${from}`)).toEqual(seen.get(`${parent} at ${from}`))
    }
    const finals = study.trials.filter(({ state }) => state === 'complete')
    expect(new Set(finals.map(({ number }) => seen.get(`${number} at 15`)!.weights.join())).size).toBe(10)
  })

  test('begins with members that do not coincide, and changes what is taken over, inside the ranges', async () => {
    const { study } = await evolve()
    const rates = study.trials.slice(0, 10).map(({ params }) => params.lr)
    expect(new Set(rates).size).toBe(10)
    for (const { params, systemAttrs } of study.trials) {
      expect(params.lr).toBeGreaterThanOrEqual(1e-4)
      expect(params.lr).toBeLessThanOrEqual(1)
      const { parent } = lineageOf({ systemAttrs })
      if (parent !== null) expect(params.lr).not.toBe(study.trials[parent].params.lr)
    }
  })

  test('gives the same for the same seed, with one worker or four', async () => {
    const shown = ({ study }: Awaited<ReturnType<typeof evolve>>) =>
      study.trials.map(({ params, state, values, systemAttrs }) => ({ params, state, values, systemAttrs }))
    const slow: typeof quadratic = {
      ...quadratic,
      async step(state, params, context) {
        await new Promise((resolve) => setTimeout(resolve, context.member % 3))
        return quadratic.step(state, params, context)
      },
    }
    const one = shown(await evolve())
    expect(shown(await evolve({ concurrency: 4 }, slow))).toEqual(one)
  })

  test('ends better than the same members do alone', async () => {
    let better = 0
    for (let seed = 0; seed < 10; seed++) {
      const run = async (quantile: number) => {
        const study = await createStudy({ storage: 'memory:', seed, sampler: 'random' })
        const pbt = schedulers.pbt({ population: 10, interval: 3, quantile })
        const { generations } = await study.evolve(search, quadratic, { scheduler: pbt, steps: 30 })
        return generations.at(-1)!.members.toSorted((a, b) => a.value - b.value)[5].value
      }
      // The median member, since the best of ten random rates may well be a good one.
      if ((await run(0.3)) < (await run(0))) better++
    }
    expect(better).toBeGreaterThanOrEqual(9)
  })

  test('goes on when a member fails, which then takes over from a good one', async () => {
    class Diverged extends Error {}
    const fragile: typeof quadratic = {
      ...quadratic,
      step(state, params, context) {
        if (context.member === 4 && context.from === 3) throw new Diverged()
        return context.member === 5 && context.from === 6 ? Number.NaN : quadratic.step(state, params, context)
      },
    }
    const { study, result } = await evolve({ catch: [Diverged] }, fragile)
    expect(result.generations[1].exchanges.map(({ member }) => member)).toContain(4)
    expect(result.generations[2].exchanges.map(({ member }) => member)).toContain(5)
    expect(study.trials.filter(({ state }) => state === 'fail').length).toBe(1)
    expect(study.trials.filter(({ state }) => state === 'complete').length).toBe(10)
    await expect(evolve({}, fragile)).rejects.toThrow(Diverged)
  })

  test('an abort fails the running members and rejects with its reason', async () => {
    const controller = new AbortController()
    const member: typeof quadratic = {
      ...quadratic,
      step(state, params, context) {
        if (context.from === 6) controller.abort(new Error('enough'))
        return quadratic.step(state, params, context)
      },
    }
    const study = await createStudy({ storage: 'memory:', seed: 5, sampler: 'random' })
    const run = study.evolve(search, member, { scheduler, steps: 15, signal: controller.signal })
    await expect(run).rejects.toThrow('enough')
    expect(study.trials.some(({ state }) => state === 'running')).toBe(false)
    expect(study.lastEnd?.reason).toBe('aborted')
  })

  test('uses `save`, `load` and `dispose` of states that cannot be cloned, and frees each once', async () => {
    let made = 0
    const freed: number[] = []
    const member: Evolvable<{ lr: number }, { readonly id: number; readonly f: () => void; lr: number }> = {
      init: ({ lr }) => ({ id: made++, f: () => {}, lr }),
      step: (state, { lr }, { from }) => {
        expect(state.lr).toBe(lr)
        return from + state.id
      },
      save: ({ id }) => ({ id }),
      load: (_, { lr }) => ({ id: made++, f: () => {}, lr }),
      dispose: ({ id }) => void freed.push(id),
    }
    const study = await createStudy({ storage: 'memory:', seed: 1, sampler: 'random' })
    const { best } = await study.evolve(space({ lr: float(0, 1) }), member, { scheduler, steps: 9 })
    expect(made).toBe(10 + 2 * 2)
    expect(freed.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: made }, (_, i) => i).filter((id) => id !== best!.state.id),
    )
  })

  test('takes enqueued members first, and multiplies the first ones by `diversity`', async () => {
    const study = await createStudy({ storage: 'memory:', seed: 1, sampler: 'random' })
    await study.enqueue({ lr: 0.5 })
    const pbt = schedulers.pbt({ population: 4, diversity: [{ lr: 2 }, { lr: 0.5 }] })
    await study.evolve(search, quadratic, { scheduler: pbt, steps: 1 })
    expect(study.trials[0].params.lr).toBe(0.5)
    expect(study.trials.length).toBe(4)
    const other = schedulers.pbt({ diversity: [{ rate: 2 }] })
    const error = await refusal(() => study.evolve(search, quadratic, { scheduler: other, steps: 1 }))
    expect(error.message).toContain('"rate"')
  })

  test('refuses what it cannot run', async () => {
    const study = await createStudy({ storage: 'memory:', sampler: 'random' })
    const run = (options: object) => () => study.evolve(search, quadratic, { scheduler, steps: 1, ...options })
    expect((await refusal(run({ steps: 0 }))).code).toBe('study/bad-option')
    expect((await refusal(run({ scheduler: 'pbt' }))).code).toBe('study/bad-option')
    for (const options of [
      { population: 1 },
      { quantile: 0.6 },
      { perturb: [] },
      { perturb: [0] },
      { interval: 0.5 },
    ]) {
      expect((await refusal(run({ scheduler: schedulers.pbt(options) }))).code).toBe('scheduler/bad-option')
    }
    const broken: typeof quadratic = { ...quadratic, step: () => '1' as never }
    expect((await refusal(() => study.evolve(search, broken, { scheduler, steps: 1 }))).code).toBe(
      'study/bad-step-value',
    )
    const two = await createStudy({ directions: ['minimize', 'minimize'], sampler: 'random', storage: 'memory:' })
    const both = () => two.evolve(search, quadratic, { scheduler, steps: 1 })
    expect((await refusal(both)).code).toBe('scheduler/single-objective')
  })
})

describe('`replayPbt`', () => {
  test('gives the schedule of the best member; one model trained by it comes out the same, bit by bit', async () => {
    const { study, result } = await evolve({ steps: 30 })
    const replay = replayPbt(study)
    expect(replay.at(-1)!.trial).toBe(study.best.number)
    expect(replay[0].from).toBe(0)
    expect(JSON.parse(JSON.stringify(replay))).toEqual(replay)
    for (let i = 1; i < replay.length; i++) expect(replay[i].from).toBe(replay[i - 1].steps.at(-1))
    const alone = await runReplay(search, quadratic, replay)
    expect(alone.value).toBe(study.bestValue)
    expect(alone.state).toEqual(result.best!.state)
    expect([...alone.values.keys()]).toEqual([3, 6, 9, 12, 15, 18, 21, 24, 27, 30])
  })

  test('gives that of any member, through everything that it took over', async () => {
    const { study } = await evolve({ steps: 30 })
    const lengths = new Set<number>()
    for (const trial of study.trials.filter(({ state }) => state === 'complete')) {
      const replay = replayPbt(study, trial.number)
      lengths.add(replay.length)
      expect((await runReplay(search, quadratic, replay)).value).toBe(trial.values![0])
    }
    expect(Math.max(...lengths)).toBeGreaterThan(2)
  })

  test('says when there is no population', async () => {
    const study = await createStudy({ storage: 'memory:', sampler: 'random' })
    await study.optimize(() => 1, { trials: 1 })
    expect((await refusal(() => replayPbt(study))).code).toBe('study/no-lineage')
    expect((await refusal(() => replayPbt(study, 0))).code).toBe('study/no-lineage')
    expect((await refusal(() => replayPbt(study, 7))).code).toBe('study/no-lineage')
  })
})

describe('`takeovers`', () => {
  const members = (values: readonly number[]) =>
    values.map((value, member) => ({ member, trial: member, parent: null, params: {}, value, age: 1 }))
  const pairs = (values: readonly number[], quantile: number, direction: 'minimize' | 'maximize' = 'minimize') =>
    takeovers(members(values), { quantile, direction, rng: createRng(1) }).map(({ loser, winner }) => [
      loser.member,
      winner.member,
    ])

  test('rounds the share up, and never lets more than half take over', () => {
    expect(pairs([1, 2, 3, 4, 5], 0.2)).toEqual([[4, 0]])
    expect(pairs([1, 2, 3, 4, 5], 0.21).map(([loser]) => loser)).toEqual([3, 4])
    expect(pairs([1, 2, 3], 0.5).length).toBe(1)
    expect(pairs([1, 2, 3, 4, 5], 0)).toEqual([])
  })

  test('maximises as it minimises', () => {
    expect(pairs([1, 2, 3, 4, 5], 0.2, 'maximize')).toEqual([[0, 4]])
  })

  test('lets every NaN take over, nobody from a NaN, and nobody from an equal', () => {
    expect(pairs([NaN, NaN, 1, NaN], 0.25).map(([loser]) => loser)).toEqual([0, 1, 3])
    expect(pairs([NaN, NaN], 0.5)).toEqual([])
    expect(pairs([2, 2, 2, 2], 0.5)).toEqual([])
  })
})
