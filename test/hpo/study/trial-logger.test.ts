import { expect, test } from 'vitest'
import { type LogLevel, trialLogger } from '../../../src/hpo/study/trial-logger.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { space } from '../../../src/hpo/space/space.ts'
import { openStudy } from './setup.ts'

async function logOf(level: LogLevel): Promise<readonly string[]> {
  const study = await openStudy({ name: 'burgers' })
  const lines: string[] = []
  study.observe(trialLogger({ level, log: (line) => lines.push(line) }))
  const values = [0.5, 0.25, Number.NaN]
  await study.enqueue({ x: 0.125 })
  const objective = async (_: unknown, trial: { number: number; report(v: number, step: number): Promise<void> }) => {
    await trial.report(1, 0)
    return values[trial.number]
  }
  await study.optimize(space({ x: float(0, 1) }), objective, { trials: 3 })
  return lines
}

test('trialLogger tells each trial with its value, the best so far and the parameters', async () => {
  const lines = await logOf('info')
  expect(lines).toHaveLength(4)
  expect(lines[0]).toBe('burgers · trial 0: 0.5 (best 0.5 in trial 0) · x 0.125')
  expect(lines[1]).toMatch(/^burgers · trial 1: 0\.25 \(best 0\.25 in trial 1\) · x /)
  expect(lines[2]).toMatch(/^burgers · trial 2: failed: .*NaN/)
  expect(lines[3]).toBe('burgers · ended: trials')
})

test('trialLogger({ level }) tells more or less', async () => {
  expect((await logOf('debug')).filter((line) => line.endsWith('step 0: 1'))).toHaveLength(3)
  expect(await logOf('warn')).toHaveLength(1)
  expect(await logOf('silent')).toEqual([])
})
