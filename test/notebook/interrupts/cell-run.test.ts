import { expect, test } from 'vitest'
import { CellRun } from '../../../src/notebook/interrupts/cell-run.ts'

const cell = (): CellRun => new CellRun({ id: 'r1', silent: false, allowStdin: false })

test('an interrupt aborts the signal of the cell, whether it was asked for before or after', () => {
  const [before, after] = [cell(), cell()]
  const { signal } = before
  expect(signal.aborted).toBe(false)
  for (const run of [before, after]) run.interrupt()
  expect(before.signal).toBe(signal)
  for (const run of [before, after]) expect(run.signal.reason).toMatchObject({ message: 'The cell was interrupted.' })
})

test('only the first interrupt is the reason', () => {
  const run = cell()
  run.interrupt()
  const { reason } = run.signal
  run.interrupt()
  expect(run.signal.reason).toBe(reason)
  expect(run.interrupts).toBe(2)
})
