import { describe, expect } from 'vitest'
import { InputError } from '../base/errors.ts'
import type { Direction } from '../hpo/core/direction.ts'
import { lineageKey, type Lineage, type PopulationScheduler } from '../hpo/core/population-scheduler.ts'
import { choice } from '../hpo/space/kinds/choice.ts'
import { float } from '../hpo/space/kinds/float.ts'
import { int } from '../hpo/space/kinds/int.ts'
import { space } from '../hpo/space/space.ts'
import { openStorage } from '../hpo/storages/open-storage.ts'
import type { Evolvable } from '../hpo/study/population/evolvable.ts'
import { Study } from '../hpo/study/study.ts'
import { lawsExcept } from './contract-law.ts'
import { expectValid, transcript } from './contract-study.ts'
import { uniformSampler } from './uniform-sampler.ts'

/** A line of a registry: gives the scheduler's file. */
type LoadPopulation = () => Promise<{ readonly definition: { create(options: never): PopulationScheduler } }>

const search = space({ lr: float(1e-3, 2).log(), width: int(1, 9), act: choice('tanh', 'sin') })

type Params = { readonly lr: number; readonly width: number; readonly act: 'tanh' | 'sin' }

interface State {
  readonly weights: Float64Array
}

class Broken extends Error {}

interface Run {
  readonly direction?: Direction
  readonly workers?: number
  /** Members that throw, and those whose value is NaN, at every step from the fourth. */
  readonly broken?: readonly number[]
  readonly diverged?: readonly number[]
}

const steps = 12

/** Gradient descent with noise: a rate below 1 converges, the larger the faster. */
function descent(sign: 1 | -1, { broken = [], diverged = [] }: Run): Evolvable<Params, State> {
  return {
    init: (_, { rng }) => ({ weights: Float64Array.from({ length: 3 }, () => 2 + rng.uniform()) }),
    async step({ weights }, { lr, width, act }, { member, from, steps: count, rng }) {
      if (from >= 3 && broken.includes(member)) throw new Broken()
      for (let step = 0; step < count; step++) {
        for (let i = 0; i < weights.length; i++) weights[i] -= lr * weights[i] + 0.001 * rng.normal()
      }
      // Members end their steps in another order than they began them.
      await new Promise((resolve) => setTimeout(resolve, (member * 7) % 3))
      if (from >= 3 && diverged.includes(member)) return Number.NaN
      const loss = weights.reduce((sum, weight) => sum + weight * weight, 0)
      return sign * (loss + width / 100 + (act === 'sin' ? 0 : 0.1))
    },
  }
}

async function evolve(scheduler: PopulationScheduler, run: Run = {}) {
  const { direction = 'minimize', workers = 1 } = run
  const study = await Study.open({
    storage: await openStorage('memory:'),
    name: 'contract',
    sampler: uniformSampler,
    directions: [direction],
    seed: 3,
  })
  const member = descent(direction === 'minimize' ? 1 : -1, run)
  const result = await study.evolve(search, member, { scheduler, steps, concurrency: workers, catch: [Broken] })
  return { study, result }
}

/**
 * The laws of every scheduler of a population, as vitest tests; call it at the top level of a test file.
 *
 * @param options what the scheduler is made with: a population of at least 6, and an interval of 3 steps
 */
export function populationContract(name: string, load: LoadPopulation, options: unknown): void {
  const make = async (): Promise<PopulationScheduler> => (await load()).definition.create(options as never)
  const law = lawsExcept([])

  describe(`populationContract: ${name} with ${JSON.stringify(options)}`, () => {
    law('bears its registered name, and trains its population for every step', async () => {
      const scheduler = await make()
      expect(scheduler.name).toBe(name)
      const { result } = await evolve(scheduler)
      expect(result.generations.at(-1)!.step).toBe(steps)
      for (const { members } of result.generations) expect(members.length).toBe(scheduler.population)
    })

    law('every trial is valid, ends, and comes from a trial before it', async () => {
      const { study } = await evolve(await make())
      expectValid(study.trials, search)
      const lineages = study.trials.map(({ systemAttrs }) => systemAttrs[lineageKey] as unknown as Lineage)
      for (const [number, { parent }] of lineages.entries()) if (parent !== null) expect(parent).toBeLessThan(number)
      expect(lineages.some(({ parent }) => parent !== null)).toBe(true)
    })

    law('the same seed gives the same population, with one worker and with four', async () => {
      const one = await evolve(await make())
      const again = await evolve(await make())
      const four = await evolve(await make(), { workers: 4 })
      expect(transcript(again.study.trials)).toEqual(transcript(one.study.trials))
      expect(four.result.generations).toEqual(one.result.generations)
    })

    law('maximises as it minimises the negative', async () => {
      const paths = async (direction: Direction) =>
        (await evolve(await make(), { direction })).study.trials.map(({ params }) => params)
      expect(await paths('maximize')).toEqual(await paths('minimize'))
    })

    law('ends better than it began, and better than the median of its first members', async () => {
      const { result } = await evolve(await make())
      const first = result.generations[0].members.map(({ value }) => value).sort((a, b) => a - b)
      expect(result.best!.value).toBeLessThan(first[0])
    })

    law('goes on when members fail or diverge, and nobody takes over from them', async () => {
      const { study, result } = await evolve(await make(), { broken: [0], diverged: [1, 2] })
      expectValid(study.trials, search)
      for (const { members, exchanges } of result.generations) {
        for (const { source } of exchanges) expect(members[source].value).not.toBeNaN()
      }
      expect(result.best!.value).not.toBeNaN()
    })

    law('ends when every member fails', async () => {
      const everyone = Array.from({ length: (await make()).population }, (_, i) => i)
      const { study } = await evolve(await make(), { broken: everyone })
      expectValid(study.trials, search)
    })

    law('refuses an option that it does not have, and names the ones that it has', async () => {
      const { definition } = await load()
      const create = (): unknown => definition.create({ ...(options as object), noSuchOption: 1 } as never)
      expect(create).toThrow(InputError)
      expect(create).toThrow(/"noSuchOption".*Allowed: /)
    })
  })
}
