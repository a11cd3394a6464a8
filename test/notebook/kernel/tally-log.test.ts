import { expect, test } from 'vitest'
import { TallyLog } from '../../../src/notebook/kernel/tally-log.ts'

test('tallyLog.count tells the first, second, fourth … time, each text by itself', () => {
  const lines: string[] = []
  const tally = new TallyLog((line) => lines.push(line))
  for (let i = 0; i < 1000; i++) tally.count('forged')
  tally.count('other')
  const later = [2, 4, 8, 16, 32, 64, 128, 256, 512].map((count) => `forged (${count} times by now)`)
  expect(lines).toEqual(['forged', ...later, 'other'])
})
