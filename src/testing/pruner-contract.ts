import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError } from '../base/errors.ts'
import type { Pruner } from '../hpo/core/pruner.ts'
import type { History } from '../hpo/core/sampler.ts'
import { arbitraryHistory } from './arbitrary-history.ts'
import { trialRecord } from './trial-record.ts'

/** A line of a registry: gives the pruner's file. */
type LoadPruner = () => Promise<{ readonly definition: { create(options: never, parts: never): unknown } }>

/** What the suite needs to know of a pruner that is not made from nothing or that keeps a law otherwise. */
export interface PrunerContractOptions {
  /** To make the pruner with. Default: none, which gives every default. */
  readonly options?: unknown
  /** For a pruner that wraps another: what its `create` gets as second argument. */
  readonly parts?: unknown
  /** Laws that it does not keep, by a part of their title, and why. They are reported as skipped, with the reason. */
  readonly skip?: readonly { readonly law: string; readonly reason: string }[]
}

const situation = fc.record({
  history: arbitraryHistory(new Map(), 20),
  reports: fc.array(fc.tuple(fc.nat(20), fc.double()), { minLength: 1, maxLength: 8 }),
})

/** The laws of every pruner, as vitest tests; call it once per pruner and set of options at the top level of a test file. */
export function prunerContract(name: string, load: LoadPruner, how: PrunerContractOptions = {}): void {
  const { options, parts, skip = [] } = how
  const make = async (): Promise<Pruner> =>
    (await (await load()).definition.create(options as never, parts as never)) as Pruner
  const law = (title: string, check: () => Promise<void>): void => {
    const exception = skip.find((entry) => title.includes(entry.law))
    if (exception === undefined) test(title, check)
    else test.skip(`${title} (${exception.reason})`, check)
  }

  describe(`prunerContract: ${name} with ${JSON.stringify(options) ?? 'its defaults'}`, () => {
    law('bears its registered name', async () => {
      expect((await make()).name).toBe(name)
    })

    law('answers true or false to any trial in any study, and the same when asked again', async () => {
      const pruner = await make()
      const other = await make()
      fc.assert(
        fc.property(situation, ({ history, reports }) => {
          const request = requestOf(history, reports)
          const answer = pruner.shouldPrune(request)
          expect(answer).toBeTypeOf('boolean')
          expect(pruner.shouldPrune(request)).toBe(answer)
          expect(other.shouldPrune(request)).toBe(answer)
        }),
      )
    })

    law('says the same of a maximised study as of its mirror image', async () => {
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

    law('leaves the trial and the history as they are', async () => {
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

    law('never stops the first trial of a study', async () => {
      const pruner = await make()
      fc.assert(
        fc.property(situation, ({ history: { directions }, reports }) => {
          expect(pruner.shouldPrune(requestOf({ name: 'study', directions, trials: [] }, reports))).toBe(false)
        }),
      )
    })

    law('does not stop a trial that has reported nothing', async () => {
      const pruner = await make()
      fc.assert(
        fc.property(situation, ({ history }) => {
          expect(pruner.shouldPrune(requestOf(history, []))).toBe(false)
        }),
      )
    })

    law('notes numbers, texts and the like, under a key', async () => {
      const pruner = await make()
      fc.assert(
        fc.property(situation, ({ history, reports }) => {
          const noted: [string, unknown][] = []
          pruner.shouldPrune({ ...requestOf(history, reports), note: (...pair) => void noted.push(pair) })
          for (const [key, value] of noted) {
            expect(key).not.toBe('')
            expect(['number', 'string', 'boolean']).toContain(typeof value)
            expect(value).not.toBeNaN()
          }
        }),
      )
    })

    law('competes in a part of the history that holds the trial, each other at most once and in order', async () => {
      const pruner = await make()
      fc.assert(
        fc.property(situation, ({ history, reports }) => {
          const { history: whole, trial } = requestOf(history, reports)
          const part = pruner.historyFor?.(whole, trial.number) ?? whole
          const numbers = part.trials.map(({ number }) => number)
          expect(numbers).toContain(trial.number)
          expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
          for (const inside of part.trials) expect(whole.trials[inside.number]).toBe(inside)
        }),
      )
    })

    law('refuses an option that it does not have, and names the ones that it has', async () => {
      const { definition } = await load()
      const create = async (): Promise<unknown> => definition.create({ noSuchOption: 1 } as never, parts as never)
      await expect(create()).rejects.toThrow(InputError)
      await expect(create()).rejects.toThrow(/"noSuchOption".*Allowed: /)
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
