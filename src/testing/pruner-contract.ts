import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../base/errors.ts'
import type { Pruner, PrunerDefinition } from '../hpo/core/pruner.ts'
import type { History } from '../hpo/core/sampler.ts'
import { arbitraryHistory } from './arbitrary-history.ts'
import { trialRecord } from './trial-record.ts'

/** A line of a registry: gives the pruner's file. */
type LoadPruner = () => Promise<{ readonly definition: Pick<PrunerDefinition<never>, 'create'> }>

const situation = fc.record({
  history: arbitraryHistory(new Map(), 20),
  reports: fc.array(fc.tuple(fc.nat(20), fc.double()), { minLength: 1, maxLength: 8 }),
})

/** The laws of every pruner, as vitest tests; call it once per pruner at the top level of a test file. */
export function prunerContract(name: string, load: LoadPruner): void {
  const make = async (): Promise<Pruner> => (await load()).definition.create()

  describe(`prunerContract: ${name}`, () => {
    test('bears its registered name', async () => {
      expect((await make()).name).toBe(name)
    })

    test('answers true or false to any trial in any study, and the same when asked again', async () => {
      const pruner = await make()
      const { definition } = await load()
      fc.assert(
        fc.property(situation, ({ history, reports }) => {
          const request = requestOf(history, reports)
          const answer = pruner.shouldPrune(request)
          expect(answer).toBeTypeOf('boolean')
          expect(pruner.shouldPrune(request)).toBe(answer)
          expect(definition.create().shouldPrune(request)).toBe(answer)
        }),
      )
    })

    test('says the same of a maximised study as of its mirror image', async () => {
      const pruner = await make()
      fc.assert(
        fc.property(situation, ({ history, reports }) => {
          const answer = pruner.shouldPrune(requestOf(history, reports))
          expect(
            pruner.shouldPrune(
              requestOf(
                mirrored(history),
                reports.map(([s, v]) => [s, -v]),
              ),
            ),
          ).toBe(answer)
        }),
      )
    })

    test('leaves the trial and the history as they are', async () => {
      const pruner = await make()
      fc.assert(
        fc.property(situation, ({ history, reports }) => {
          const request = requestOf(history, reports)
          const before = { ...structuredClone({ ...request, note: null }), note: request.note }
          pruner.shouldPrune(request)
          expect(request).toEqual(before)
        }),
      )
    })

    test('never stops the first trial of a study', async () => {
      const pruner = await make()
      fc.assert(
        fc.property(situation, ({ history: { directions }, reports }) => {
          expect(pruner.shouldPrune(requestOf({ name: 'study', directions, trials: [] }, reports))).toBe(false)
        }),
      )
    })

    test('does not stop a trial that has reported nothing', async () => {
      const pruner = await make()
      fc.assert(
        fc.property(situation, ({ history }) => {
          expect(pruner.shouldPrune(requestOf(history, []))).toBe(false)
        }),
      )
    })

    test('refuses an option that it does not have, and names the ones that it has', async () => {
      const { definition } = await load()
      const create = definition.create as (options: unknown) => Pruner
      expect(() => create({ noSuchOption: 1 })).toThrow(InputError)
      expect(() => create({ noSuchOption: 1 })).toThrow(/"noSuchOption".*Allowed: /)
    })
  })
}

function requestOf({ trials, ...study }: History, reports: readonly (readonly [number, number])[]) {
  const trial = trialRecord({ number: trials.length, state: 'running', intermediateValues: new Map(reports) })
  return { trial, history: { ...study, trials: [...trials, trial] }, note: () => {} }
}

function mirrored({ name, directions, trials }: History): History {
  return {
    name,
    directions: directions.map((direction) => (direction === 'minimize' ? 'maximize' : 'minimize')),
    trials: trials.map((trial) => ({
      ...trial,
      values: trial.values?.map((value) => -value) ?? null,
      intermediateValues: new Map(Array.from(trial.intermediateValues, ([step, value]) => [step, -value])),
    })),
  }
}
