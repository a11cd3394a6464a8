import { describe, expect, test } from 'vitest'
import { TrialPruned } from '../../../../src/hpo/core/trial-pruned.ts'
import type { TrialRecord } from '../../../../src/hpo/core/trial-record.ts'
import { resolveSampler, samplers } from '../../../../src/hpo/samplers/registry.ts'
import { openStorage } from '../../../../src/hpo/storages/open-storage.ts'
import { choice } from '../../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../../src/hpo/space/kinds/int.ts'
import { oneOf } from '../../../../src/hpo/space/kinds/one-of.ts'
import type { SpaceNode } from '../../../../src/hpo/space/node.ts'
import { space } from '../../../../src/hpo/space/space.ts'
import { createStudy } from '../../../../src/hpo/setup/create-study.ts'
import { openStudy } from '../../study/setup.ts'

/** The same rule with earlier changes and a cheaper model. */
const early = { nStartupTrials: 4, gpTrials: 8, gp: { candidates: 64, restarts: 2 } } as const

const drawnBy = ({ systemAttrs }: TrialRecord): unknown =>
  (systemAttrs['ansatz:auto'] as { readonly sampler?: string } | undefined)?.sampler ?? 'start'

/** Runs of trials by what drew them: `start×4 gp×4 cmaEs×4`. */
function stages(trials: readonly TrialRecord[]): string {
  const runs: { name: unknown; count: number }[] = []
  for (const name of trials.map(drawnBy)) {
    if (runs.at(-1)?.name === name) runs.at(-1)!.count++
    else runs.push({ name, count: 1 })
  }
  return runs.map(({ name, count }) => `${String(name)}×${count}`).join(' ')
}

async function autoStudy(options: Parameters<typeof samplers.auto>[0] = early, objectives = 1) {
  const directions = Array.from({ length: objectives }, () => 'minimize' as const)
  return openStudy({ sampler: await resolveSampler(samplers.auto(options)), directions })
}

const numbers = space({ x: float(0, 1), y: int(1, 50), z: float(1e-3, 1).log() })
const mixed = space({ x: float(0, 1), kind: choice('a', 'b') })
const branched = space({ x: float(0, 1), opt: oneOf('name', { adam: { beta: float(0, 1) }, sgd: { m: float(0, 1) } }) })

describe('auto', () => {
  const choices: readonly (readonly [of: string, space: SpaceNode, objectives: number, drawn: string])[] = [
    ['numbers', numbers, 1, 'start×4 gp×2 hebo×1 gp×1 cmaEs×8'],
    ['choices', mixed, 1, 'start×4 gp×2 hebo×1 gp×1 tpe×8'],
    ['branches', branched, 1, 'start×4 gp×2 hebo×1 gp×1 tpe×8'],
    ['one number', space({ x: float(0, 1) }), 1, 'start×4 gp×2 hebo×1 gp×1 tpe×8'],
    ['two objectives', mixed, 2, 'start×4 gp×4 nsga2×8'],
    ['four objectives', branched, 4, 'start×4 tpe×4 nsga3×8'],
  ]
  test.each(choices)('chooses for %s as its documentation says', async (...[, searched, objectives, drawn]) => {
    const study = await autoStudy(early, objectives)
    const losses = (x: number) => Array.from({ length: objectives }, (_, i) => (x - i) ** 2)
    await study.optimize(searched as SpaceNode<{ x: number }>, ({ x }) => losses(x), { trials: 16 })
    expect(stages(study.trials)).toBe(drawn)
  })

  test('leaves constraints on outcomes to tpe when there are many trials', async () => {
    const study = await autoStudy()
    await study.optimize(numbers, ({ x }) => ({ values: [x], constraints: [0.3 - x] }), { trials: 14 })
    expect(stages(study.trials)).toBe('start×4 gp×4 tpe×6')
  })

  test('leaves a choice to tpe that an objective asks for only after many trials of numbers', async () => {
    const study = await autoStudy()
    await study.optimize(
      (trial) => {
        const sum = trial.float('x', 0, 1) + trial.float('y', 0, 1)
        return trial.number >= 12 && trial.categorical('kind', ['a', 'b']) === 'b' ? sum + 1 : sum
      },
      { trials: 16 },
    )
    expect(study.trials.map(({ state }) => state)).toEqual(Array.from({ length: 16 }, () => 'complete'))
  })

  test('chooses in a define-by-run study too', async () => {
    const study = await autoStudy()
    await study.optimize((trial) => trial.float('x', 0, 1) + trial.float('y', 0, 1), { trials: 14 })
    expect(stages(study.trials)).toBe('start×4 gp×2 hebo×1 gp×1 cmaEs×6')
    const branches = await autoStudy()
    await branches.optimize(
      (trial) => (trial.categorical('kind', ['a', 'b']) === 'a' ? trial.float('x', 0, 1) : trial.float('y', 1, 2)),
      { trials: 14 },
    )
    expect(stages(branches.trials)).toBe('start×4 gp×2 hebo×1 gp×1 tpe×6')
  })

  test('uses tpe while most trials are pruned', async () => {
    const study = await autoStudy({ ...early, gpTrials: 100 })
    await study.optimize(
      numbers,
      ({ x }, trial) => {
        if (trial.number % 4 !== 0) throw new TrialPruned()
        return x
      },
      { trials: 16 },
    )
    expect(stages(study.trials)).toBe('start×8 tpe×8')
  })

  test('begins with the same even design for one worker and four', async () => {
    const first = async (concurrency: number) => {
      const study = await autoStudy({})
      await study.optimize(numbers, ({ x }) => x, { trials: 8, concurrency })
      return study.trials.map(({ params }) => params)
    }
    const points = await first(1)
    expect(await first(4)).toEqual(points)
    // Sobol points: of eight, one lies in each eighth.
    expect(new Set(points.map(({ x }) => Math.floor((x as number) * 8))).size).toBe(8)
  })

  test('draws from declared priors at first', async () => {
    const study = await autoStudy({ nStartupTrials: 30 })
    const x = float(0, 1).prior({ kind: 'normal', mu: 0.5, sigma: 0.01 })
    await study.optimize(space({ x }), (params) => params.x, { trials: 30 })
    for (const { params } of study.trials) expect(Math.abs((params.x as number) - 0.5)).toBeLessThan(0.1)
  })

  test.each([1, 3])(
    'repeats no combination of a small space while one is untried, with %i workers',
    async (concurrency) => {
      const small = space({ a: choice('p', 'q', 'r'), b: int(1, 3), o: oneOf('kind', { u: { v: int(1, 2) }, w: {} }) })
      const study = await autoStudy({ nStartupTrials: 5, gpTrials: 12 })
      await study.optimize(small, ({ b, o }) => b + (o.kind === 'u' ? o.v : 0), { trials: 30, concurrency })
      const tried = study.trials.map(({ params }) => JSON.stringify(params, Object.keys(params).toSorted()))
      expect(new Set(tried.slice(0, 27)).size).toBe(27)
      expect(tried).toHaveLength(30)
    },
  )

  test('continues a run of CMA-ES from storage as if it had never stopped', async () => {
    const objective = ({ x, y }: { x: number; y: number }) => (x - 0.3) ** 2 + (y - 7) ** 2
    const sampler = () => resolveSampler(samplers.auto({ nStartupTrials: 4, gpTrials: 5 }))
    const whole = await openStudy({ sampler: await sampler() })
    await whole.optimize(numbers, objective, { trials: 40 })
    const storage = await openStorage('memory:')
    for (let run = 0; run < 8; run++) {
      const part = await openStudy({ storage, loadIfExists: true, sampler: await sampler() })
      await part.optimize(numbers, objective, { trials: 5 })
    }
    const study = await openStudy({ storage, loadIfExists: true })
    expect(study.trials.map(({ params }) => params)).toEqual(whole.trials.map(({ params }) => params))
    const origins = whole.trials.filter(
      ({ systemAttrs }) => 'from' in ((systemAttrs['ansatz:auto'] ?? {}) as Record<string, unknown>),
    )
    expect(origins.map(({ number }) => number)).toEqual([5])
  })

  test.each([
    [{ gpTrials: -1 }, /at least 0/],
    [{ nStartupTrials: 0 }, /at least 1/],
    [{ gp: { kernel: 'cubic' } }, /matern52/],
    [{ gp: 3 }, /options of samplers.gp/],
  ])('%j is refused', async (options, text) => {
    await expect(resolveSampler(samplers.auto(options as never))).rejects.toThrow(text)
  })
})

test('createStudy() uses auto', async () => {
  const study = await createStudy({ storage: 'memory:', pruner: null })
  await study.optimize(numbers, ({ x }) => x, { trials: 11, progress: false })
  expect(drawnBy(study.trials[10])).toBe('gp')
})
