import { describe, expect, test } from 'vitest'
import { storedDistribution } from '../../../src/hpo/space/distribution-match.ts'
import { categoricalDistribution } from '../../../src/hpo/space/distribution.ts'
import { spaceFromJSON } from '../../../src/hpo/space/space-from-json.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { ordinal } from '../../../src/hpo/space/kinds/ordinal.ts'
import { openStudy, refusal } from './setup.ts'

const before = space({ x: float(0, 1), act: choice('tanh', 'sin') })
const after = space({ x: float(-1, 2), act: choice('gelu', 'sin', 'tanh') })

test('storedDistribution keeps the index of every choice that the study ever had', () => {
  const of = (...choices: string[]) => categoricalDistribution('c', choices)
  expect(storedDistribution(of('c', 'b', 'a'), of('a', 'b'))).toEqual(of('a', 'b', 'c'))
  expect(storedDistribution(of('b'), of('a', 'b'))).toEqual(of('a', 'b'))
  expect(storedDistribution(of('a', 'b'), undefined)).toEqual(of('a', 'b'))
})

describe('a space that changes while a study is under way', () => {
  test.each(['random', 'tpe'] as const)('%s tries a choice that was added, and keeps the history', async (sampler) => {
    const study = await openStudy({ sampler })
    await study.optimize(before, (p) => p.x, { trials: 20 })
    const history = study.trials.slice(0, 20)
    await study.optimize(after, (p) => (p.act === 'gelu' ? p.x - 1 : p.x), { trials: 40 })
    expect(study.trials.slice(0, 20)).toEqual(history)
    const later = study.trials.slice(20)
    expect(later.filter(({ params }) => params.act === 'gelu').length).toBeGreaterThan(4)
    expect(later.some(({ params }) => Number(params.x) < 0)).toBe(true)
    for (const { distributions } of later) {
      expect(distributions.act).toEqual({ kind: 'categorical', choices: ['tanh', 'sin', 'gelu'] })
      expect(distributions.x).toMatchObject({ low: -1, high: 2 })
    }
    expect(study.bestParams.act).toBe('gelu')
  })

  test.each(['random', 'tpe'] as const)('%s no longer tries a choice that was taken out', async (sampler) => {
    const study = await openStudy({ sampler })
    await study.optimize(after, (p) => p.x, { trials: 15 })
    await study.optimize(space({ x: float(0.5, 1), act: choice('sin') }), (p) => p.x, { trials: 10 })
    await study.optimize(before, (p) => p.x, { trials: 10 })
    const [one, two] = [study.trials.slice(15, 25), study.trials.slice(25)]
    expect(one.every(({ params }) => params.act === 'sin' && Number(params.x) >= 0.5)).toBe(true)
    expect(two.every(({ params }) => params.act !== 'gelu')).toBe(true)
    for (const { distributions } of study.trials) expect(distributions.act).toEqual(study.trials[0].distributions.act)
  })

  test('define-by-run studies may add choices too, and a trial gives the same answer to both lists', async () => {
    const study = await openStudy({ sampler: 'tpe' })
    await study.optimize((trial) => trial.float('x', 0, 1) + (trial.categorical('act', ['a', 'b']) === 'a' ? 0 : 1), {
      trials: 15,
    })
    await study.optimize(
      (trial) => {
        const act = trial.categorical('act', ['c', 'b', 'a'])
        expect(trial.categorical('act', ['c', 'b', 'a'])).toBe(act)
        return trial.float('x', 0, 1) + (act === 'c' ? -1 : 0)
      },
      { trials: 25 },
    )
    expect(study.bestParams.act).toBe('c')
    expect(study.trials.at(-1)!.distributions.act).toEqual({ kind: 'categorical', choices: ['a', 'b', 'c'] })
  })

  test('a case may be added to oneOf', async () => {
    const study = await openStudy({ sampler: 'tpe' })
    const cases = { adam: { beta: float(0, 1) }, sgd: { momentum: float(0, 1) } }
    await study.optimize(space({ opt: oneOf('name', cases) }), () => 1, { trials: 12 })
    const seen = new Set<string>()
    const more = space({ opt: oneOf('name', { lbfgs: { history: int(1, 5) }, ...cases }) })
    await study.optimize(
      more,
      (p) => {
        seen.add(p.opt.name)
        return p.opt.name === 'lbfgs' ? 0 : 1
      },
      { trials: 30 },
    )
    expect(seen).toEqual(new Set(['adam', 'sgd', 'lbfgs']))
  })

  test('the space asked for last is kept with the study, with the labels of its indices', async () => {
    const study = await openStudy()
    const mesh = space({ mesh: ordinal('coarse', 'fine') })
    await study.ask(before)
    await study.ask(mesh)
    await study.refresh()
    expect(study.userAttrs).toEqual({ 'ansatz:space': mesh.toJSON() })
    expect(JSON.stringify(spaceFromJSON(study.userAttrs['ansatz:space']))).toBe(JSON.stringify(mesh))
  })

  test('a parameter of another kind or scale is refused', async () => {
    const study = await openStudy()
    await study.optimize(before, (p) => p.x, { trials: 2 })
    for (const other of [space({ x: float(0.1, 1).log() }), space({ x: int(0, 1) }), space({ x: choice(0, 1) })]) {
      expect(await refusal(() => study.ask(other))).toMatchObject({ code: 'study/incompatible-distribution' })
    }
  })
})
