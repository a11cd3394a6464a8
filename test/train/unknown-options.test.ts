import { describe, expect, it, test } from 'vitest'
import { InputError } from '../../src/base/errors.ts'
import * as pinn from '../../src/train/index.ts'
import { optimizerNames } from '../../src/train/pinn/run/phase-optimizers.ts'

type Call = (options: object) => unknown

const plainRates = { from: 1e-2, factor: 0.5, every: 0.1, learningRate: 1e-2, name: 'cosine', peak: 1e-2 }
/** What a schedule cannot do without. */
const neededBySchedules: Record<string, readonly (keyof typeof plainRates)[]> = {
  linear: ['from'],
  cosine: ['from'],
  exponential: ['from', 'factor', 'every'],
  step: ['from'],
  polynomial: ['from'],
  named: ['name', 'peak'],
  plateau: [],
  adaptive: ['learningRate'],
}

const { fixed: _fixed, together: _together, ...balancing } = pinn.balancing
const { constant: _constant, ...schedules } = pinn.schedules
const problems = Object.entries(pinn).filter(([name]) =>
  ['burgers', 'convection', 'heat', 'insulatedHeat', 'inverseDiffusion', 'oscillator', 'poisson'].includes(name),
)
const heat = pinn.heat()
const terms = { equation: { residual: ({ u }: { u: number }) => u } }
const domain = { x: [0, 1] }

/** Everything of the training that takes options, with those it cannot do without. */
const calls: readonly (readonly [name: string, call: Call, needed?: object])[] = [
  ...Object.entries(balancing).map(([name, make]) => [`balancing.${name}`, make as Call] as const),
  ...Object.entries(pinn.sampling).map(([name, make]) => [`sampling.${name}`, make as Call] as const),
  ...Object.entries(schedules).map(([name, make]) => {
    const needed = Object.fromEntries(neededBySchedules[name].map((key) => [key, plainRates[key]]))
    return [`schedules.${name}`, make as unknown as Call, needed] as const
  }),
  ...problems.map(([name, make]) => [`pinn.${name}`, make as unknown as Call] as const),
  ['pinn.problem', (spec) => pinn.problem(spec as never), { name: 'mine', domain, terms }],
  ['The term "equation" of pinn.problem', (equation) => pinn.problem({ name: 'mine', domain, terms: { equation } } as never), terms.equation], // prettier-ignore
  ['The recipe of pinn.problem', (recipe) => pinn.problem({ name: 'mine', domain, terms, recipe } as never)],
  ['pinn.train', (options) => pinn.train(heat, options), { schedule: { adam: 1 } }],
  ['Training option "net"', (net) => pinn.train(heat, { net, schedule: { adam: 1 } })],
  ['Training option "net.fourier"', (fourier) => pinn.train(heat, { net: { fourier } as never, schedule: { adam: 1 } }), { features: 2, scale: 1 }], // prettier-ignore
  ['Training option "earlyStopping"', (earlyStopping) => pinn.train(heat, { earlyStopping, schedule: { adam: 1 } } as never), { patience: 1 }], // prettier-ignore
  ['Training option "schedule"', (schedule) => pinn.train(heat, { schedule }), { steps: 2 }],
  ...optimizerNames.map(
    (optimizer) =>
      [`The phase "schedule[0]" of ${optimizer}`, (phase: object) => pinn.train(heat, { schedule: [phase] } as never), { optimizer, steps: 1 }] as const, // prettier-ignore
  ),
  ['pinn.tunable', (options) => pinn.tunable(heat, options)],
  [
    'pinn.hypergradients',
    (options) => pinn.hypergradients({ ...pinn.tunable(heat, { points: 4, seed: 1 }), ...options } as never),
    { steps: 1, learningRate: 1e-2 },
  ],
  ['pinn.createWorkerPool', (options) => pinn.createWorkerPool(options as never).close(), { module: 'member.mjs' }],
  ['pinn.trainPopulation', (options) => pinn.trainPopulation([], options as never), { module: 'member.mjs' }],
]

const refusal = async (call: Call, options: object): Promise<unknown> => {
  try {
    await call(options)
    return null
  } catch (error) {
    return error
  }
}

describe.each(calls.map(([name, call, needed = {}]) => ({ name, call, needed })))('$name', ({ name, call, needed }) => {
  it('takes what it needs, and refuses an option that it does not have', async () => {
    expect(await refusal(call, needed)).toBeNull()
    const error = await refusal(call, { ...needed, noSuchOption: 1 })
    expect(error).toBeInstanceOf(InputError)
    expect(error).toMatchObject({ code: 'base/unknown-option', details: { call: name, option: 'noSuchOption' } })
  })

  it('says which option was probably meant', async () => {
    const error = (await refusal(call, { ...needed, noSuchOption: 1 })) as InputError
    for (const known of error.details['known'] as string[]) {
      const misspelt = `${known}s`
      if ((error.details['known'] as string[]).includes(misspelt)) continue
      expect(await refusal(call, { ...needed, [misspelt]: 1 })).toMatchObject({ advice: `Did you mean "${known}"?` })
    }
  })
})

test.each([
  ['pinn.train', () => pinn.train(pinn.heat as never), 'pinn.train(pinn.oscillator())'],
  ['a misspelt activation', () => pinn.train(heat, { net: { activation: 'tahn' as never } }), 'Did you mean "tanh"?'],
  ['a misspelt optimiser', () => pinn.train(heat, { schedule: { adams: 3 } as never }), 'Did you mean "adam"?'],
  ['a misspelt term', () => pinn.train(heat, { weights: { equations: 3 } as never }), 'Did you mean "equation"?'],
  ['a misspelt engine', () => pinn.train(heat, { engine: 'onx' as never }), 'Did you mean "onnx"?'],
  ['a misspelt schedule', () => pinn.schedules.named({ name: 'cosin' as never, peak: 1 }), 'Did you mean "cosine"?'],
  ['a residual without its braces', () => pinn.problem({ name: 'mine', domain, terms: { e: () => 0 } } as never), 'e: { residual'], // prettier-ignore
  ['no terms', () => pinn.problem({ name: 'mine', domain } as never), 'at least one term'],
  ['no domain', () => pinn.problem({ name: 'mine', terms } as never), '{ x: [-1, 1], t: [0, 1] }'],
  ['no module', () => pinn.createWorkerPool({} as never), 'import.meta.url'],
])('%s has a remedy', async (_, call, remedy) => {
  const error = await refusal(call, {})
  expect(error).toBeInstanceOf(InputError)
  expect((error as InputError).message).toContain(remedy)
})
