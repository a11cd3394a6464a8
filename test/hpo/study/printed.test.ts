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
