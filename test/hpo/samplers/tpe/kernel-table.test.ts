import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TrialRecord } from '../../../../src/hpo/core/trial-record.ts'
import { planSpace } from '../../../../src/hpo/samplers/tpe/axis.ts'
import { fitBandwidths } from '../../../../src/hpo/samplers/tpe/bandwidths.ts'
import { KernelTable } from '../../../../src/hpo/samplers/tpe/kernel-table.ts'
import { trialRecord } from '../../../../src/testing/trial-record.ts'

// A grid of four values, so that most trials share their centre with others.
const { axes } = planSpace(new Map([['n', { kind: 'int', low: 0, high: 3, log: false, step: 1 }]]))

/** Centre and bandwidth of each trial, by position; null for a trial without a row. */
function kernelsOf(table: KernelTable, trials: readonly TrialRecord[]) {
  const rowAt = table.sync(trials)
  const chosen = new Uint8Array(table.rows)
  for (const row of rowAt) if (row !== 0) chosen[row] = 1
  fitBandwidths(table, chosen)
  return rowAt.map((row) => (row === 0 ? null : [table.centers[row], table.sigmas[row]]))
}

const study = fc.array(
  fc.record({ n: fc.nat(3), ends: fc.nat(12), state: fc.constantFrom('complete', 'pruned', 'fail' as const) }),
  {
    maxLength: 60,
    size: 'max',
  },
)

test('`sync` that has followed trials ending in any order gives the kernels of one that sees them all at once', () => {
  fc.assert(
    fc.property(study, (plan) => {
      const final = plan.map(({ n, state }, number) => trialRecord({ number, state, params: { n } }))
      const running = final.map((trial) => ({ ...trial, state: 'running' as const }))
      const follower = new KernelTable(axes)
      for (let now = 0; now < plan.length + 12; now++) {
        const seen = plan.slice(0, now + 1).map(({ ends }, i) => (i + ends <= now ? final[i] : running[i]))
        expect(kernelsOf(follower, seen)).toEqual(kernelsOf(new KernelTable(axes), seen))
      }
    }),
    { numRuns: 30 },
  )
})

test('`sync` starts again when a finished trial is another one than before, or is gone', () => {
  const table = new KernelTable(axes)
  const trials = [0, 1, 2].map((n, number) => trialRecord({ number, params: { n } }))
  kernelsOf(table, trials)
  const replaced = [trials[0], trialRecord({ number: 1, params: { n: 3 } }), trials[2]]
  expect(kernelsOf(table, replaced)).toEqual(kernelsOf(new KernelTable(axes), replaced))
  expect(kernelsOf(table, trials.slice(0, 2))).toEqual(kernelsOf(new KernelTable(axes), trials.slice(0, 2)))
})

test('`sync` gives no row to trials that lack the parameter, failed, or wait', () => {
  const trials = [
    trialRecord({ number: 0, params: { other: 1 } }),
    trialRecord({ number: 1, params: { n: 1 }, state: 'fail' }),
    trialRecord({ number: 2, state: 'waiting' }),
    trialRecord({ number: 3, params: { n: 1 } }),
  ]
  expect(kernelsOf(new KernelTable(axes), trials)).toEqual([null, null, null, [0.375, 0.625]])
})
