import { describe, expect, test } from 'vitest'
import type { SamplerChoice } from '../../../src/hpo/samplers/registry.ts'
import { samplers } from '../../../src/hpo/samplers/registry.ts'
import { ensembleUtility, meanUtility } from '../../../src/hpo/samplers/transfer/ensemble-utility.ts'
import { objectiveTerm, singleObjectiveUtility } from '../../../src/hpo/samplers/gp/utility/utility.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { createStudy } from '../../../src/hpo/setup/create-study.ts'
import type { Study } from '../../../src/hpo/study/study.ts'
import { refusal } from '../study/setup.ts'

const bowl = space({ x: float(-5, 10), y: float(0, 15), act: choice('tanh', 'sin') })
type P = { readonly x: number; readonly y: number; readonly act: string }

/** Branin's function, moved by so much. */
const branin =
  (shift: number) =>
  ({ x, y, act }: P): number => {
    const [a, b] = [x + shift, y + shift]
    const main = (b - (5.1 / (4 * Math.PI ** 2)) * a * a + (5 / Math.PI) * a - 6) ** 2
    return main + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(a) + 10 + (act === 'sin' ? 0 : 5)
  }

async function studied(sampler: SamplerChoice, objective: (p: P) => number, how: { trials: number; seed: number }) {
  const study = await createStudy({ storage: 'memory:', sampler, seed: how.seed, pruner: null })
  await study.optimize(bowl, objective, { trials: how.trials })
  return study
}

const sourceOf = (objective: (p: P) => number): Promise<Study> =>
  studied(samplers.qmc(), objective, { trials: 60, seed: 5 })

const cheap = { candidates: 64, restarts: 2 }
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/** Median best values after so many trials, over seeds. */
async function bests(sampler: SamplerChoice, trials: number): Promise<number> {
  const values: number[] = []
  for (let seed = 0; seed < 5; seed++) values.push((await studied(sampler, branin(0), { trials, seed })).bestValue)
  return median(values)
}

describe('`samplers.transfer`', () => {
  test('finds with a related study in 8 trials what takes longer without', async () => {
    const related = await sourceOf(branin(0.4))
    const alone = await bests(samplers.gp({ ...cheap, nStartupTrials: 5 }), 8)
    const helped = await bests(samplers.transfer({ ...cheap, sources: [related] }), 8)
    expect(helped).toBeLessThan(0.5 * alone)
    expect(helped).toBeLessThan(1.5)
  })

  test('is not much worse for studies of something else, and soon ignores them', async () => {
    const opposite = await sourceOf((p) => -branin(0)(p))
    const noise = await sourceOf(({ x, y }) => Math.sin(37 * x) + Math.cos(53 * y))
    const alone = await bests(samplers.gp({ ...cheap, nStartupTrials: 5 }), 25)
    const misled = await bests(samplers.transfer({ ...cheap, sources: [opposite, noise] }), 25)
    expect(misled).toBeLessThan(alone + 0.3)
  })

  test('learns from studies of other ranges, and copes with those that share nothing', async () => {
    const other = space({ x: float(-2, 20), z: float(0, 1) })
    const wider = await createStudy({ storage: 'memory:', sampler: 'qmc', seed: 1, pruner: null })
    await wider.optimize(other, ({ x }) => (x - 3) ** 2, { trials: 30 })
    const strange = await createStudy({ storage: 'memory:', sampler: 'qmc', seed: 1, pruner: null })
    await strange.optimize(space({ k: float(0, 1) }), ({ k }) => k, { trials: 30 })
    const study = await studied(samplers.transfer({ ...cheap, sources: [wider, strange] }), ({ x }) => (x - 3) ** 2, { trials: 4, seed: 1 }) // prettier-ignore
    expect(Math.abs((study.trials[0].params.x as number) - 3)).toBeLessThan(0.5)
    const empty = await studied(samplers.transfer({ ...cheap, sources: [strange] }), branin(0), { trials: 12, seed: 1 })
    expect(empty.trials.length).toBe(12)
  })

  test('keeps with the study where it learned from, not what', async () => {
    const source = await sourceOf(branin(0))
    const study = await createStudy({ storage: 'memory:', sampler: samplers.transfer({ sources: [source] }) })
    expect(study.config.sampler).toEqual({
      name: 'transfer',
      options: { sources: [{ name: source.name, storage: 'memory:', trials: 60 }] },
    })
  })

  test('refuses sources that are no studies of one objective', async () => {
    const both = await createStudy({ storage: 'memory:', directions: ['minimize', 'minimize'], sampler: 'random' })
    for (const sources of [7, [{}], [both]]) {
      const error = await refusal(() => createStudy({ storage: 'memory:', sampler: samplers.transfer({ sources: sources as never }) })) // prettier-ignore
      expect(error.code).toBe('sampler/bad-option')
    }
  })
})

test('slopes of the mixed utility are its differences', () => {
  const own = singleObjectiveUtility({
    term: objectiveTerm('logEi', { bests: Float64Array.of(0.3), xi: 0, beta: 0 }),
    average: 'logMeanExp',
    thresholds: [0.2],
  })
  const moments = (values: readonly number[]) => ({
    means: values.slice(0, 4).map((value) => Float64Array.of(value)),
    deviations: Float64Array.from(values.slice(4)),
  })
  const at = [0.1, 0.4, -0.2, 0.7, 0.5, 0.9, 0.3, 0.6]
  for (const utility of [ensembleUtility(own, { shares: [0.5, 0.2, 0.3], models: 2, fantasies: 1 }), meanUtility]) {
    const slopes = moments(at.map(() => 0))
    utility(moments(at), slopes)
    const flat = [...slopes.means.map(([slope]) => slope), ...slopes.deviations]
    at.forEach((_, i) => {
      const valueAt = (shift: number) => utility(moments(at.map((value, k) => (k === i ? value + shift : value))), moments(at.map(() => 0))) // prettier-ignore
      expect(flat[i]).toBeCloseTo((valueAt(1e-6) - valueAt(-1e-6)) / 2e-6, 6)
    })
  }
})
