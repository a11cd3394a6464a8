import { describe, expect, it } from 'vitest'
import type { TrialRecord } from '../../src/hpo/core/trial-record.ts'
import { bestTable } from '../../src/lab/best-table.ts'

function trial(number: number, fields: Partial<TrialRecord>): TrialRecord {
  return {
    id: number,
    number,
    state: 'complete',
    values: null,
    params: {},
    distributions: {},
    intermediateValues: new Map(),
    userAttrs: {},
    systemAttrs: {},
    startedAt: new Date(0),
    completedAt: new Date(90_000),
    ...fields,
  }
}

const study = (trials: readonly TrialRecord[], directions: readonly ('minimize' | 'maximize')[] = ['minimize']) => ({
  name: 's',
  directions,
  trials,
})

const numbers = ({ rows }: { readonly rows: readonly (readonly string[])[] }) => rows.map(([number]) => Number(number))

describe('bestTable', () => {
  it('has the ten best complete trials, the best first, the earlier of equals first', () => {
    const values = [5, 3, 8, 3, 1, 9, 2, 7, 6, 4, 0, 10, 11, 12]
    const trials = values.map((value, number) => trial(number, { values: [value] }))
    const sorted = (sign: number) =>
      trials.toSorted((a, b) => sign * (a.values![0] - b.values![0]) || a.number - b.number).slice(0, 10)
    expect(numbers(bestTable(study(trials)))).toEqual(sorted(1).map(({ number }) => number))
    expect(numbers(bestTable(study(trials, ['maximize'])))).toEqual(sorted(-1).map(({ number }) => number))
  })

  it('leaves out what has not completed and what violates a constraint', () => {
    const trials = [
      trial(0, { values: [1], systemAttrs: { constraints: [0.5] } }),
      trial(1, { values: [2], state: 'pruned' }),
      trial(2, { state: 'fail' }),
      trial(3, { values: [4], systemAttrs: { constraints: [-0.5] } }),
    ]
    expect(numbers(bestTable(study(trials)))).toEqual([3])
  })

  it('has no trial that took no time', () => {
    const at = (end: number) => bestTable(study([trial(0, { values: [1], completedAt: new Date(end) })])).rows[0].at(-1)
    expect([at(0), at(7)]).toEqual(['<1 ms', '7 ms'])
  })

  it('shows each parameter that one of them has, and the time that a trial took', () => {
    const table = bestTable(
      study([
        trial(0, { values: [0.123456], params: { lr: 1e-5, net: 'a'.repeat(40) } }),
        trial(1, { values: [2], params: { lr: 0.5, deep: true }, completedAt: null }),
      ]),
    )
    expect(table.columns).toEqual(['Trial', 'Value', 'lr', 'net', 'deep', 'Time'])
    expect(table.rows).toEqual([
      ['0', '0.1235', '1e-5', `${'a'.repeat(23)}…`, '–', '1 min 30 s'],
      ['1', '2', '0.5', '–', 'true', '–'],
    ])
  })

  it('says how many parameters are too many', () => {
    const params = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`p${i}`, i]))
    const { title, columns } = bestTable(study([trial(0, { values: [1], params })]))
    expect(title).toBe('Best trials (3 more parameters are not shown)')
    expect(columns).toHaveLength(1 + 1 + 8 + 1)
  })

  it('has the Pareto front of a study with several objectives, under their names', () => {
    const trials = [
      [3, 1],
      [1, 3],
      [2, 2],
      [3, 3],
    ].map((values, number) => trial(number, { values }))
    const two = { ...study(trials, ['minimize', 'minimize']), metricNames: ['loss', 'time'] }
    expect(bestTable(two)).toMatchObject({ title: 'Pareto front', columns: ['Trial', 'loss', 'time', 'Time'] })
    expect(numbers(bestTable(two))).toEqual([1, 2, 0])
  })
})
