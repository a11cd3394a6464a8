import { describe, expect, test } from 'vitest'
import { InputError } from '../../src/base/errors.ts'
import * as hpo from '../../src/hpo/index.ts'
import { prunerRegistry, resolvePruner } from '../../src/hpo/pruners/registry.ts'
import { resolveSampler, samplerRegistry } from '../../src/hpo/samplers/registry.ts'
import { plots } from '../../src/hpo/plots/registry.ts'

type Call = (options: object) => unknown

const s = hpo.space({ x: hpo.float(0, 1) })
const study = await hpo.createStudy({ storage: 'memory:', sampler: 'random', pruner: null })
await study.optimize(s, ({ x }) => x, { trials: 3, progress: false })

/** Everything of the search that takes options. */
const calls: readonly (readonly [name: string, call: Call])[] = [
  ...Object.keys(samplerRegistry).map((name): [string, Call] => [
    `samplers.${name}`,
    (options) => resolveSampler({ name, options } as never),
  ]),
  ...Object.keys(prunerRegistry).map((name): [string, Call] => [
    `pruners.${name}`,
    (options) => resolvePruner({ name, options } as never),
  ]),
  ...Object.entries(hpo.schedulers).map(([name, choose]): [string, Call] => [
    `schedulers.${name}`,
    (options) => (choose as (given: object) => { open(): Promise<unknown> })(options).open(),
  ]),
  ...Object.entries(plots).map(([name, plot]): [string, Call] => [`plots.${name}`, (options) => plot(study, options)]),
  ['createStudy', (options) => hpo.createStudy(options)],
  ['loadStudy', (options) => hpo.loadStudy(options as never)],
  ['listStudies', (options) => hpo.listStudies(options)],
  ['deleteStudy', (options) => hpo.deleteStudy(options as never)],
  ['loadStudyFile', (options) => hpo.loadStudyFile('study.json', options)],
  ['study.optimize', (options) => study.optimize(s, ({ x }) => x, { trials: 0, ...options })],
  ['study.evolve', (options) => study.evolve(s, { init: () => 1, step: () => 1 }, options as never)],
  ['study.likelyBest', (options) => study.likelyBest(options)],
  ['study.importances', (options) => study.importances(options)],
  ['study.convergence', (options) => study.convergence(options)],
  ['study.enqueue', (options) => study.enqueue({ x: 0.5 }, options)],
  ['adaptSpace', (options) => hpo.adaptSpace(options)],
  ['earlyStopping', (options) => hpo.earlyStopping(options)],
]

async function refusal(call: Call, options: object): Promise<InputError> {
  try {
    await call(options)
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error(`${JSON.stringify(options)} was taken`)
}

describe.each(calls)('%s', (_, call) => {
  test('refuses an option that it does not have, and says which was meant', async () => {
    const error = await refusal(call, { noSuchOption: 1 })
    expect(error.code).toMatch(/\/unknown-option$/)
    expect(error.message).toContain('"noSuchOption"')
    const known = (error.allowed ?? '').split(', ').filter((name) => /^\w{5,}$/.test(name))
    for (const name of known) {
      const misspelled = `${name.slice(0, 2)}${name.slice(3)}`
      if (known.includes(misspelled)) continue
      const { message, code } = await refusal(call, { [misspelled]: 1 })
      expect([code, message]).toEqual([error.code, expect.stringContaining(`Did you mean "${name}"?`)])
    }
  })
})

test.each([
  ['sampler', { sampler: 'TPE' }, 'tpe'],
  ['sampler', { sampler: 'cmaes' }, 'cmaEs'],
  ['pruner', { pruner: 'medain' }, 'median'],
  ['direction', { direction: 'minimise' }, 'minimize'],
  ['name of the option', { study_name: 'x' }, 'name'],
  ['name of the option', { load_if_exists: true }, 'loadIfExists'],
])('createStudy says which %s was meant by %j', async (_, options, meant) => {
  const { message } = await refusal((given) => hpo.createStudy(given), { storage: 'memory:', ...options })
  expect(message).toMatch(/createStudy|sampler|pruner/)
  expect(message).toContain(`Did you mean "${meant}"?`)
  expect(message).not.toMatch(/Study\.open|ownsStorage|samplerOf/)
})
