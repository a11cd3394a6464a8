import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { choice } from '../../src/hpo/space/kinds/choice.ts'
import { float } from '../../src/hpo/space/kinds/float.ts'
import { space } from '../../src/hpo/space/space.ts'
import { openStudy } from '../hpo/study/setup.ts'
import { runPython } from './python.ts'

const folder = mkdtempSync(join(tmpdir(), 'ansatz-choices-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const two = space({ x: float(0, 1), act: choice('tanh', 'sin') })
const three = space({ x: float(-1, 2), act: choice('gelu', 'tanh', 'sin') })

interface Seen {
  readonly params: readonly Readonly<Record<string, unknown>>[]
  readonly best: number
  readonly importances: Readonly<Record<string, number>>
  readonly continued?: readonly string[]
}

async function seenByOptuna(url: string, ...choices: readonly string[]): Promise<Seen> {
  return (await runPython('changed_choices.py', url, 'test', ...choices)) as unknown as Seen
}

describe('a study whose choices changed, in Optuna', () => {
  it('with a choice added: Optuna reads every trial as we do, ranks them and weighs the parameters', async () => {
    const storage = `sqlite:///${join(folder, 'added.db')}`
    await using study = await openStudy({ storage, sampler: 'tpe' })
    await study.optimize(two, (p) => p.x, { trials: 15 })
    await study.optimize(three, (p) => (p.act === 'gelu' ? p.x - 5 : p.x), { trials: 15 })
    const seen = await seenByOptuna(storage)
    expect(seen.params).toEqual(study.trials.map(({ params }) => params))
    expect(seen.params.some(({ act }) => act === 'gelu')).toBe(true)
    expect(seen.best).toBe(study.best.number)
    expect(Object.keys(seen.importances)).toContain('x')
  })

  it('with a choice taken out: the stored choices stay the same, and Optuna can go on with the study', async () => {
    const storage = `sqlite:///${join(folder, 'removed.db')}`
    await using study = await openStudy({ storage, sampler: 'tpe' })
    await study.optimize(space({ x: float(0, 1), act: choice('gelu', 'tanh', 'sin') }), (p) => p.x, { trials: 12 })
    await study.optimize(two, (p) => p.x, { trials: 12 })
    const seen = await seenByOptuna(storage, 'gelu', 'tanh', 'sin')
    expect(seen.params).toEqual(study.trials.map(({ params }) => params))
    expect(seen.params.slice(12).every(({ act }) => act !== 'gelu')).toBe(true)
    expect(seen.continued).toHaveLength(3)
    await study.refresh()
    await study.optimize(two, (p) => p.x, { trials: 3 })
    expect(study.trials).toHaveLength(30)
  })
})
