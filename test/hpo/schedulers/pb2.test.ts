import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import type { Lineage } from '../../../src/hpo/core/population-scheduler.ts'
import { type BanditObservation, fitBandit } from '../../../src/hpo/schedulers/bandit-process.ts'
import { schedulers } from '../../../src/hpo/schedulers/registry.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { createStudy } from '../../../src/hpo/setup/create-study.ts'
import type { Evolvable } from '../../../src/hpo/study/population/evolvable.ts'
import { replayPbt, runReplay } from '../../../src/hpo/study/population/replay-pbt.ts'
import { refusal } from '../study/setup.ts'

const search = space({ lr: float(1e-4, 1).log(), depth: int(1, 4), act: choice('tanh', 'sin') })

/** A loss that falls by 1 each step for lr = 0.01, and by less the further away the rate is. */
const training: Evolvable<{ lr: number }, { loss: number }> = {
  init: () => ({ loss: 1 }),
  step(state, { lr }, { steps }) {
    state.loss -= steps * (1 - 0.5 * Math.abs(Math.log10(lr) + 2))
    return state.loss
  },
}

const run = async (seed: number, steps = 12) => {
  const study = await createStudy({ storage: 'memory:', seed, sampler: 'random' })
  const scheduler = schedulers.pb2({ population: 4, candidates: 200 })
  return { study, result: await study.evolve(search, training, { scheduler, steps }) }
}

describe('`schedulers.pb2`', () => {
  test('takes over with parameters inside their ranges, and gives the same for the same seed', async () => {
    const { study } = await run(1)
    const heirs = study.trials.filter(
      ({ systemAttrs }) => (systemAttrs['ansatz:pbt'] as unknown as Lineage).parent !== null,
    )
    expect(heirs.length).toBeGreaterThan(5)
    for (const { params } of study.trials) {
      expect(params.lr).toBeGreaterThanOrEqual(1e-4)
      expect(params.lr).toBeLessThanOrEqual(1)
      expect([1, 2, 3, 4]).toContain(params.depth)
    }
    const again = await run(1)
    expect(again.study.trials.map(({ params }) => params)).toEqual(study.trials.map(({ params }) => params))
  })

  test('learns from the rewards: later takeovers lie nearer to the best rate than random ones', async () => {
    const distances: number[] = []
    for (let seed = 0; seed < 6; seed++) {
      const { study } = await run(seed, 28)
      for (const { params, systemAttrs } of study.trials) {
        const { parent, from } = systemAttrs['ansatz:pbt'] as unknown as Lineage
        if (parent !== null && from >= 20) distances.push(Math.abs(Math.log10(params.lr as number) + 2))
      }
    }
    // Uniform draws over four decades lie one decade away on average.
    const mean = distances.reduce((a, b) => a + b, 0) / distances.length
    expect(distances.length).toBeGreaterThan(35)
    expect(mean).toBeLessThan(0.5)
  })

  test('can be replayed', async () => {
    const { study, result } = await run(2)
    expect((await runReplay(search, training, replayPbt(study))).value).toBe(result.best!.value)
  })

  test('refuses options that it cannot use', async () => {
    for (const options of [{ population: 1 }, { quantile: 0.6 }, { candidates: 0 }]) {
      expect((await refusal(() => schedulers.pb2(options).open())).code).toBe('scheduler/bad-option')
    }
  })
})

describe('`fitBandit`', () => {
  const rng = createRng(3)
  const reward = (x: number): number => Math.sin(5 * x)
  const observations: BanditObservation[] = Array.from({ length: 40 }, (_, i) => {
    const x = rng.uniform()
    return { x: Float64Array.of(x), time: i % 5, reward: reward(x) + 0.01 * rng.normal() }
  })

  test('predicts where the reward is large, and is unsure where nothing is known', () => {
    const posterior = fitBandit(observations)!
    const at = (x: number) => posterior(Float64Array.of(x), 5)
    expect(at(0.31).mean).toBeGreaterThan(at(0.6).mean)
    expect(at(0.6).mean).toBeGreaterThan(at(0.94).mean)
    expect(at(3).deviation).toBeGreaterThan(5 * at(0.5).deviation)
  })

  test('survives equal observations and equal rewards', () => {
    const same = Array.from({ length: 5 }, () => ({ x: Float64Array.of(0.5), time: 0, reward: 1 }))
    expect(fitBandit(same)!(Float64Array.of(0.5), 1).mean).toBe(0)
  })
})
