import { expect, expectTypeOf, test } from 'vitest'
import type { AshaOptions } from '../../../src/hpo/schedulers/asha.ts'
import {
  populationRegistry,
  type SchedulerName,
  type SchedulerOptions,
  schedulerRegistry,
  schedulers,
} from '../../../src/hpo/schedulers/registry.ts'
import type { Study } from '../../../src/hpo/study/study.ts'
import { populationContract } from '../../../src/testing/population-contract.ts'
import { contractFidelity, schedulerContract } from '../../../src/testing/scheduler-contract.ts'

const fidelity = contractFidelity

/** Each scheduler in each of its modes. */
const cases: Record<SchedulerName, readonly object[]> = {
  asha: [{ fidelity }, { fidelity, mode: 'stopping', brackets: 2 }, { fidelity, eta: 2, brackets: 3 }],
  hyperband: [{ fidelity }],
  successiveHalving: [{ fidelity }, { fidelity, eta: 2, trials: 11 }],
}

for (const [name, load] of Object.entries(schedulerRegistry)) {
  for (const options of cases[name as SchedulerName]) schedulerContract(name, load, options)
}

for (const [name, load] of Object.entries(populationRegistry)) {
  populationContract(name, load, { population: 8, interval: 3, quantile: 0.25 })
}

test('`schedulers.asha(options)` loads nothing before it is opened', async () => {
  const source = schedulers.asha({ fidelity })
  expect(source).toMatchObject({ name: 'asha', options: { fidelity } })
  expect((await source.open()).name).toBe('asha')
})

test('names and options are typed from the registry', () => {
  expectTypeOf<SchedulerName>().toEqualTypeOf<'asha' | 'hyperband' | 'successiveHalving'>()
  expectTypeOf<SchedulerOptions<'asha'>>().toEqualTypeOf<AshaOptions>()
  // @ts-expect-error a misspelt option does not compile
  void schedulers.asha({ reductionFactor: 3 })
  // @ts-expect-error a population is for study.evolve
  void ((study: Study) => study.optimize(() => 1, { scheduler: schedulers.pbt() }))
})
