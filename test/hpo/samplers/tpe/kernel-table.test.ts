import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../../../src/base/rng.ts'
import type { TrialRecord } from '../../../../src/hpo/core/trial-record.ts'
import { planSpace } from '../../../../src/hpo/samplers/tpe/axis.ts'
import { KernelSet } from '../../../../src/hpo/samplers/tpe/kernel-set.ts'
import { KernelTable } from '../../../../src/hpo/samplers/tpe/kernel-table.ts'
import { trialRecord } from '../../../../src/testing/trial-record.ts'

// A grid of four values, so that most trials share their centre with others, and an axis where they do not.
const { axes } = planSpace(
  new Map([
    ['n', { kind: 'int', low: 0, high: 3, log: false, step: 1 }],
    ['x', { kind: 'float', low: 0, high: 1, log: false, step: null }],
  ]),
)

function kernels() {
  const table = new KernelTable(axes)
  return { table, good: new KernelSet(table), bad: new KernelSet(table) }
}

/** Centres and bandwidths of each trial, by position, when the good ones are one estimator and the others another. */
function kernelsOf(
  { table, good, bad }: ReturnType<typeof kernels>,
  trials: readonly TrialRecord[],
  isGood: (at: number) => boolean = () => false,
) {
  const rowAt = table.sync(trials)
  const rowsWhere = (wanted: boolean) => rowAt.filter((row, at) => row !== 0 && isGood(at) === wanted)
  good.take(rowsWhere(true))
  bad.take(rowsWhere(false))
  const at = (values: Float64Array, row: number) => Array.from(values.subarray(2 * row, 2 * row + 2))
  return Array.from(rowAt, (row) => (row === 0 ? null : [...at(table.centers, row), ...at(table.sigmas, row), table.peakOf(row)])) // prettier-ignore
}

const study = fc.record({
  // So many from the start that the least bandwidth no longer depends on how many there are, or none.
  past: fc.constantFrom(0, 90, 120),
  seed: fc.nat(),
  plan: fc.array(fc.record({ ends: fc.nat(12), state: fc.constantFrom('complete', 'pruned', 'fail' as const) }), {
    maxLength: 30,
    size: 'max',
  }),
})

test('kernels that have followed trials ending and changing sides in any order are those of a fresh start', () => {
  fc.assert(
    fc.property(study, ({ past, seed, plan }) => {
      const rng = createRng(seed)
      const params = () => ({ n: rng.integer(4), x: rng.uniform() })
      const before = Array.from({ length: past }, (_, number) => trialRecord({ number, params: params() }))
      const final = plan.map(({ state }, i) => trialRecord({ number: past + i, state, params: params() }))
      const running = final.map((trial) => ({ ...trial, state: 'running' as const }))
      const follower = kernels()
      const good = new Set<number>()
      for (let now = 0; now < plan.length + 12; now++) {
        const seen = plan.slice(0, now + 1).map(({ ends }, i) => (i + ends <= now ? final[i] : running[i]))
        const trials = [...before, ...seen]
        for (const at of [rng.integer(past + 1), rng.integer(trials.length)]) if (!good.delete(at)) good.add(at)
        const isGood = (at: number) => good.has(at)
        expect(kernelsOf(follower, trials, isGood)).toEqual(kernelsOf(kernels(), trials, isGood))
      }
    }),
    { numRuns: 25 },
  )
})

test('of many kernels only those beside a new one are fitted again', () => {
  const all = kernels()
  const x = axes.findIndex(({ name }) => name === 'x')
  const trials = Array.from({ length: 201 }, (_, i) => trialRecord({ number: i, params: { n: 0, x: (i === 200 ? 100.5 : i) / 200 } })) // prettier-ignore
  kernelsOf(all, trials.slice(0, 200))
  // A wrong bandwidth everywhere shows what is fitted.
  all.table.sigmas.fill(0.5)
  const rows = all.table.sync(trials)
  all.bad.take(rows)
  const fitted = Array.from(rows.keys()).filter((at) => all.table.sigmas[rows[at] * axes.length + x] !== 0.5)
  expect(fitted).toEqual([100, 101, 200])
})

test('`sync` starts again when a finished trial is another one than before, or is gone', () => {
  const follower = kernels()
  const trials = [0, 1, 2].map((n, number) => trialRecord({ number, params: { n, x: n / 4 } }))
  kernelsOf(follower, trials)
  const replaced = [trials[0], trialRecord({ number: 1, params: { n: 3, x: 0.9 } }), trials[2]]
  expect(kernelsOf(follower, replaced)).toEqual(kernelsOf(kernels(), replaced))
  expect(kernelsOf(follower, trials.slice(0, 2))).toEqual(kernelsOf(kernels(), trials.slice(0, 2)))
})

test('`sync` gives no row to trials that lack a parameter, failed, or wait', () => {
  const trials = [
    trialRecord({ number: 0, params: { n: 1 } }),
    trialRecord({ number: 1, params: { n: 1, x: 0.5 }, state: 'fail' }),
    trialRecord({ number: 2, state: 'waiting' }),
    trialRecord({ number: 3, params: { n: 1, x: 0.25 } }),
  ]
  const [lacking, failed, waiting, only] = kernelsOf(kernels(), trials)
  expect([lacking, failed, waiting]).toEqual([null, null, null])
  // The one kernel reaches to the farther end of each range.
  expect(only!.slice(0, 4)).toEqual(axes[0].name === 'x' ? [0.25, 0.375, 0.75, 0.625] : [0.375, 0.25, 0.625, 0.75])
})
