import { expect, test } from 'vitest'
import { SendQueue } from '../../../src/notebook/transport/send-queue.ts'

test('sendQueue.push: one send at a time, in order, and a failed one does not stop the next', async () => {
  const sent: string[] = []
  const problems: unknown[] = []
  let inFlight = 0
  const sink = {
    async send([frame]: Buffer[]): Promise<void> {
      if (++inFlight > 1) throw new Error('EBUSY')
      await new Promise((resolve) => setImmediate(resolve))
      inFlight--
      if (frame.toString() === '3') throw new Error('unroutable')
      sent.push(frame.toString())
    },
  }
  const queue = new SendQueue(sink, (problem) => problems.push(problem))
  for (let i = 0; i < 100; i++) queue.push([Buffer.from(String(i))])
  await queue.flushed()
  queue.push([Buffer.from('last')])
  await queue.flushed()
  expect(sent).toHaveLength(100)
  expect(sent.slice(0, 4)).toEqual(['0', '1', '2', '4'])
  expect(sent.at(-1)).toBe('last')
  expect(problems).toEqual([new Error('unroutable')])
})
