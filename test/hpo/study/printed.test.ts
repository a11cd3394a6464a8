import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { openStudy } from './setup.ts'

const s = space({ x: float(0, 1) })

test('a study prints what it has found and of what it is made, not its insides', async () => {
  const study = await openStudy({ name: 'burgers' })
  expect(inspect(study)).toBe('Study burgers\n  0 trials\n  minimize; sampler random, pruner none; memory:')
  await study.optimize(s, () => 0.25, { trials: 1 })
  const [x] = Object.values(study.bestTrial.params)
  expect(inspect(study)).toMatch(
    /^Study burgers\n {2}1 trial: 1 complete\n {2}best value 0\.25 in trial 0\n {4}x: 0\.\d+\n/,
  )
  expect(inspect(study)).toContain(`x: ${Number(Number(x).toPrecision(4))}`)
})

test('a running trial prints its number and parameters', async () => {
  const study = await openStudy()
  const printed: string[] = []
  await study.optimize(
    (trial) => {
      printed.push(inspect(trial))
      const x = trial.float('x', 0.5, 0.5)
      printed.push(inspect({ trial }))
      return x
    },
    { trials: 1 },
  )
  expect(printed).toEqual(['Trial 0 ()', '{ trial: Trial 0 (x: 0.5) }'])
})

test('a list of trials prints as a table, a long one as its beginning and end', async () => {
  const study = await openStudy()
  const values = [0.25, Number.NaN, 1e-7]
  await study.optimize(space({ x: float(0, 1) }), (_, { number }) => values[number], { trials: 3 })
  const [head, columns, ...rows] = inspect(study.trials).split('\n')
  expect([head, columns.trim().split(/ {2,}/)]).toEqual(['3 trials', ['Trial', 'State', 'Value', 'x', 'Time']])
  expect(rows.map((row) => row.trim().split(/ {2,}/).slice(0, 3))).toEqual([
    ['0', 'complete', '0.25'],
    ['1', 'fail', '–'],
    ['2', 'complete', '1e-7'],
  ])
  expect(new Set([columns, ...rows].map(({ length }) => length)).size).toBe(1)
  expect(inspect(study.bestTrials)).toMatch(/^1 trial\n.*\n.* 1e-7 /)
  await study.optimize(space({ x: float(0, 1) }), () => 1, { trials: 22 })
  const lines = inspect(study.trials).split('\n')
  expect(lines).toHaveLength(23)
  expect(lines[12]).toBe('  … 5 more')
  expect(lines[13]).toMatch(/^ +15 /)
  expect(structuredClone(study.trials)).toEqual(study.trials)
})
