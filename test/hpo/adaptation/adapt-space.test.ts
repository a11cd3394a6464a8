import { describe, expect, test } from 'vitest'
import { adaptations, adaptSpace, type AdaptSpaceOptions } from '../../../src/hpo/adaptation/adapt-space.ts'
import type { AdaptationView } from '../../../src/hpo/core/adaptation.ts'
import { bool } from '../../../src/hpo/space/kinds/bool.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { lossWeights } from '../../../src/hpo/space/kinds/loss-weights.ts'
import { permutation } from '../../../src/hpo/space/kinds/permutation.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { createStudy } from '../../../src/hpo/setup/create-study.ts'
import { openStorage } from '../../../src/hpo/storages/open-storage.ts'
import { openStudy, refusal } from '../study/setup.ts'

const search = space({
  lr: float(1e-5, 1).log(),
  width: int(1, 100),
  act: choice('tanh', 'sin', 'relu'),
  idle: float(0, 1),
})

type P = { readonly lr: number; readonly width: number; readonly act: string; readonly idle: number }

/** The optimum lies at lr = 0.01, width 30, with tanh; `idle` has nothing to do with it. */
const lossOf = ({ lr, width, act }: P): number =>
  Math.log10(lr / 0.01) ** 2 + ((width - 30) / 30) ** 2 + (act === 'tanh' ? 0 : act === 'sin' ? 1 : 20)

const run = async (options: AdaptSpaceOptions, trials: number, seed = 4) => {
  const study = await createStudy({ storage: 'memory:', sampler: 'random', seed, pruner: null })
  await study.optimize(search, lossOf, { trials, adapt: adaptSpace(options) })
  return study
}

describe('`study.optimize` with `adapt`', () => {
  test('narrows ranges to where the good trials lie, keeps every change, and helps a random search', async () => {
    const study = await run({ strategies: [adaptations.narrow()] }, 100)
    const [first] = study.adaptations
    expect(first).toMatchObject({ id: 0, strategy: 'narrow', trials: 20, undone: false })
    expect(first.because).toMatch(/best 5 trials/)
    const lr = study.trials.at(-1)!.distributions.lr as { readonly low: number; readonly high: number }
    expect(Math.log10(lr.high / lr.low)).toBeLessThan(3.5)
    expect(lr.low).toBeLessThan(0.01)
    expect(lr.high).toBeGreaterThan(0.01)
    for (const trial of study.trials.slice(0, 20)) expect(trial.distributions.lr).toMatchObject({ low: 1e-5, high: 1 })
    const best = { plain: [] as number[], narrowed: [] as number[] }
    for (let seed = 0; seed < 15; seed++) {
      const plain = await createStudy({ storage: 'memory:', sampler: 'random', seed, pruner: null })
      await plain.optimize(search, lossOf, { trials: 100 })
      best.plain.push(plain.bestValue)
      best.narrowed.push((await run({ strategies: [adaptations.narrow()] }, 100, seed)).bestValue)
    }
    const median = (values: readonly number[]): number => values.toSorted((x, y) => x - y)[7]
    expect(median(best.narrowed)).toBeLessThan(0.6 * median(best.plain))
  })

  test('gives up choices that led nowhere, which Optuna still sees as choices', async () => {
    const study = await run({ strategies: [adaptations.narrow()] }, 60)
    const changes = study.adaptations.flatMap((entry) => entry.changes)
    const choices = changes.find(({ kind }) => kind === 'choices')
    expect(choices).toMatchObject({ parameter: 'act' })
    const after = study.adaptations.find((entry) => entry.changes.includes(choices!))!.trials
    expect(study.trials.slice(after).every(({ params }) => params.act !== 'relu')).toBe(true)
    for (const { distributions } of study.trials) {
      expect(distributions.act).toEqual({ kind: 'categorical', choices: ['tanh', 'sin', 'relu'] })
    }
  })

  test('expands a range at whose end the good trials lie, as far as the limits allow', async () => {
    const s = space({ x: float(0, 1), n: int(1, 8) })
    const limits = { x: { low: 0, high: 3 }, n: { low: 1, high: 20 } }
    const study = await createStudy({ storage: 'memory:', sampler: 'tpe', seed: 1, pruner: null })
    const objective = (p: { x: number; n: number }) => (p.x - 2) ** 2 + (p.n - 15) ** 2 / 20
    await study.optimize(s, objective, {
      trials: 120,
      adapt: adaptSpace({ strategies: [adaptations.expand({ limits })] }),
    })
    expect(study.bestParams.x).toBeGreaterThan(1.5)
    expect(study.bestParams.n).toBeGreaterThan(10)
    for (const { params } of study.trials) {
      expect(params.x).toBeLessThanOrEqual(3)
      expect(Number.isInteger(params.n)).toBe(true)
      expect(params.n).toBeLessThanOrEqual(20)
    }
    expect(study.result.bestParams).toEqual(study.bestParams)
    const declared = await createStudy({ storage: 'memory:', sampler: 'tpe', seed: 1, pruner: null })
    await declared.optimize(s, objective, { trials: 60, adapt: adaptSpace({ strategies: [adaptations.expand()] }) })
    expect(declared.adaptations).toEqual([])
  })

  test('no longer searches what does not matter, and searches it again when nothing else improves', async () => {
    const strategy = adaptations.dropUnimportant({ threshold: 0.05, restoreAfter: 30 })
    const s = space({ x: float(0, 1), idle: float(0, 1), flag: bool() })
    const study = await createStudy({ storage: 'memory:', sampler: 'random', seed: 2, pruner: null })
    await study.optimize(s, ({ x }) => Math.round(20 * x), {
      trials: 160,
      adapt: adaptSpace({ strategies: [strategy] }),
    })
    const kinds = study.adaptations.flatMap(({ changes }) => changes.map(({ kind }) => kind))
    expect(kinds[0]).toBe('fix')
    expect(kinds).toContain('restore')
    const [{ changes, trials }] = study.adaptations
    const fixed = changes[0] as { readonly parameter: string; readonly value: unknown }
    expect(study.trials[trials].params[fixed.parameter]).toBe(fixed.value)
    expect(changes.every((change) => 'parameter' in change && change.parameter !== 'x')).toBe(true)
  })

  test('takes another sampler while nothing improves, and its own again afterwards', async () => {
    const strategy = adaptations.switchSampler({ samplers: ['qmc'], after: 15 })
    const s = space({ x: float(0, 1) })
    const study = await createStudy({ storage: 'memory:', sampler: 'random', seed: 2, pruner: null })
    // Nothing improves from trial 20 to trial 60.
    const value = (number: number): number => (number < 20 ? 100 - number : number < 60 ? 1000 : -number)
    await study.optimize(s, (_, { number }) => value(number), {
      trials: 100,
      adapt: adaptSpace({ interval: 20, strategies: [strategy] }),
    })
    expect(study.adaptations.map(({ trials, changes }) => [trials, changes[0]])).toEqual([
      [40, { kind: 'sampler', sampler: 'qmc' }],
      [60, { kind: 'sampler', sampler: null }],
    ])
    const bare = await openStudy()
    const adapt = adaptSpace({ interval: 1, strategies: [() => ({ because: 'test', changes: [{ kind: 'sampler', sampler: 'tpe' }] })] }) // prettier-ignore
    expect((await refusal(() => bare.optimize(s, () => 1, { trials: 3, adapt }))).code).toBe('study/no-samplers')
  })

  test('asks a strategy of the user’s own, whose view says what there is', async () => {
    const seen: AdaptationView[] = []
    const halve = (view: AdaptationView) => {
      seen.push(view)
      const { distribution } = view.leaves.get('idle')!
      if (distribution.kind === 'categorical') return null
      const { low, high } = distribution
      return {
        because: 'to see',
        changes: [{ kind: 'range' as const, parameter: 'idle', low, high: (low + high) / 2 }],
      }
    }
    const study = await run({ interval: 10, strategies: [halve] }, 40)
    expect(study.adaptations.map(({ strategy, trials }) => [strategy, trials])).toEqual([['halve', 10], ['halve', 20], ['halve', 30]]) // prettier-ignore
    expect(study.trials.at(-1)!.distributions.idle).toMatchObject({ low: 0, high: 0.125 })
    expect(seen[2].declared.get('idle')!.distribution).toMatchObject({ high: 1 })
    expect(seen[2].past.length).toBe(2)
  })

  test('can be undone, and does not do again what was undone', async () => {
    const study = await createStudy({ storage: 'memory:', sampler: 'random', seed: 4, pruner: null })
    const adapt = adaptSpace({ strategies: [adaptations.narrow()] })
    await study.optimize(search, lossOf, { trials: 45, adapt })
    const before = study.adaptations.length
    for (let i = 0; i < before; i++) await study.undoAdaptation()
    expect(study.adaptations.every(({ undone }) => undone)).toBe(true)
    await study.optimize(search, lossOf, { trials: 45, adapt })
    expect(study.trials.at(-1)!.distributions.lr).toMatchObject({ low: 1e-5, high: 1 })
    expect((await refusal(() => study.undoAdaptation(99))).code).toBe('study/nothing-to-undo')
  })

  test('goes on in a second run, and in another process, as it would have in one', async () => {
    const whole = await run({}, 90)
    const storage = await openStorage('memory:')
    for (const trials of [40, 5, 45]) {
      const study = await createStudy({ name: 'parts', storage, loadIfExists: true, sampler: 'random', seed: 4, pruner: null }) // prettier-ignore
      await study.optimize(search, lossOf, { trials, adapt: adaptSpace() })
      if (study.trials.length === 90) {
        expect(study.trials.map(({ params }) => params)).toEqual(whole.trials.map(({ params }) => params))
        expect(study.adaptations).toEqual(whole.adaptations)
      }
    }
  })

  test.each(['gp', 'tpe', 'cmaEs', 'auto'] as const)('%s goes on in the changed space', async (sampler) => {
    const s = space({ x: float(0, 1), y: float(0, 1), w: lossWeights(['a', 'b']), order: permutation(['p', 'q', 'r']) })
    const study = await createStudy({ storage: 'memory:', sampler, seed: 4, pruner: null })
    const objective = ({ x, y }: { x: number; y: number }) => (x - 0.3) ** 2 + (y - 0.7) ** 2
    const adapt = adaptSpace({ interval: 10, strategies: [adaptations.narrow({ least: 3 })] })
    const fallback = sampler === 'cmaEs' ? s.omit('order') : s
    await study.optimize(fallback as typeof s, objective, { trials: 40, adapt })
    expect(study.adaptations.length).toBeGreaterThan(0)
    expect(study.bestValue).toBeLessThan(0.03)
    const { leaves } = { leaves: study.trials.at(-1)!.distributions }
    for (const name of Object.keys(leaves)) {
      if (!name.startsWith('order')) continue
      expect(leaves[name]).toEqual(study.trials[0].distributions[name])
    }
  })

  test('refuses what is no plan, no strategy and no change', async () => {
    const study = await openStudy()
    const optimize = (adapt: unknown) => () => study.optimize(search, lossOf, { trials: 2, adapt: adapt as never })
    expect((await refusal(optimize('narrow'))).code).toBe('study/bad-option')
    expect((await refusal(() => study.optimize(() => 1, { trials: 1, adapt: adaptSpace() }))).code).toBe(
      'study/bad-option',
    )
    for (const make of [
      () => adaptSpace({ interval: 0 }),
      () => adaptSpace({ strategies: [] }),
      () => adaptSpace({ strategies: [7 as never] }),
      () => adaptations.narrow({ share: 0 }),
      () => adaptations.expand({ edge: 0.7 }),
      () => adaptations.expand({ limits: { x: { low: 1, high: 0 } } }),
      () => adaptations.dropUnimportant({ threshold: 1 }),
      () => adaptations.switchSampler({ samplers: [] }),
    ]) {
      expect((await refusal(make)).code).toBe('adaptation/bad-option')
    }
    for (const change of [
      { kind: 'range', parameter: 'nothing', low: 0, high: 1 },
      { kind: 'range', parameter: 'lr', low: 1, high: 0 },
      { kind: 'choices', parameter: 'act', choices: ['gelu'] },
      { kind: 'fix', parameter: 'lr', value: 'x' },
    ] as const) {
      const wrong = adaptSpace({ interval: 1, strategies: [() => ({ because: 'test', changes: [change] })] })
      expect((await refusal(optimize(wrong))).code).toBe('study/bad-adaptation')
    }
  })
})
