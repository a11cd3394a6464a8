import { describe, expect, test } from 'vitest'
import type { SamplerChoice } from '../../../src/hpo/samplers/registry.ts'
import { samplers } from '../../../src/hpo/samplers/registry.ts'
import { costsOf } from '../../../src/hpo/samplers/cost-aware/costs.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { createStudy } from '../../../src/hpo/setup/create-study.ts'
import { trialRecord } from '../../../src/testing/trial-record.ts'
import { refusal } from '../study/setup.ts'

// Two equal valleys; trials in the right one cost a hundred times more.
const s = space({ x: float(0, 1), y: float(0, 1) })
const lossOf = ({ x, y }: { readonly x: number; readonly y: number }): number =>
  Math.min((x - 0.2) ** 2, (x - 0.8) ** 2) + (y - 0.4) ** 2
const costOf = ({ x }: { readonly x: number }): number => 100 ** x

/** The best value once so much was spent, the median over seeds. */
async function bestFor(sampler: SamplerChoice, budget: number): Promise<number> {
  const bests: number[] = []
  for (let seed = 0; seed < 7; seed++) {
    const study = await createStudy({ storage: 'memory:', sampler, seed, pruner: null })
    let spent = 0
    await study.optimize(s, (p) => ({ values: lossOf(p), attrs: { cost: costOf(p) } }), {
      trials: 40,
      onTrial: (_, { params }) => {
        spent += costOf(params as never)
        if (spent >= budget) study.stop()
      },
    })
    bests.push(study.bestValue)
  }
  return bests.sort((a, b) => a - b)[3]
}

const cheap = { nStartupTrials: 5, candidates: 128, restarts: 3 }

describe('`samplers.costAware`', () => {
  test('finds more for the same money where trials differ in cost', async () => {
    const mindful = await bestFor(samplers.costAware({ ...cheap, cost: 'cost' }), 150)
    const careless = await bestFor(samplers.gp(cheap), 150)
    expect(mindful).toBeLessThan(0.5 * careless)
  })

  test('with exponent 0, or without known costs, looks for improvement alone', async () => {
    const paramsOf = async (options: object, attrs: boolean) => {
      const study = await createStudy({
        storage: 'memory:',
        sampler: samplers.costAware({ ...cheap, ...options }),
        seed: 3,
      })
      await study.optimize(s, (p) => ({ values: lossOf(p), ...(attrs && { attrs: { cost: costOf(p) } }) }), {
        trials: 9,
      })
      return study.trials.map(({ params }) => params.x as number)
    }
    const blind = await paramsOf({ cost: 'cost' }, false)
    const free = await paramsOf({ cost: 'cost', exponent: 0 }, true)
    const priced = await paramsOf({ cost: 'cost' }, true)
    free.forEach((x, i) => expect(x).toBeCloseTo(blind[i], 3))
    expect(priced.slice(5)).not.toEqual(blind.slice(5))
  })

  test('takes the duration of the trial by default, and ignores costs that are none', () => {
    const trial = (number: number, seconds: number, cost: number) =>
      ({ trial: trialRecord({ number, startedAt: new Date(0), completedAt: new Date(1000 * seconds), userAttrs: { cost } }), row: Float64Array.of(number) }) // prettier-ignore
    const trials = [trial(0, 1, 5), trial(1, 10, -1), trial(2, 100, 500), trial(3, 0, Number.POSITIVE_INFINITY)]
    const observations = { trials, failed: [], feasible: [], objectives: [], constraints: [] }
    expect(costsOf(observations, 'duration')!.mean).toBeCloseTo(Math.log(10_000), 10)
    expect(costsOf(observations, 'cost')!.rows.length).toBe(2)
    expect(costsOf(observations, 'money')).toBe(null)
  })

  test('refuses options that cannot be used', async () => {
    for (const options of [{ cost: '' }, { exponent: 2 }, { cost: 3 }]) {
      const make = () => createStudy({ storage: 'memory:', sampler: samplers.costAware(options as never) })
      expect((await refusal(make)).code).toBe('sampler/bad-option')
    }
  })
})
