import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestExecutor } from './executor.ts'

let executor: TestExecutor
beforeAll(() => {
  executor = new TestExecutor()
})
afterAll(() => executor.close())

const patient = { backgroundMs: 60_000 }

test.each([
  ['a timer', 'setTimeout(() => console.log("end"), 200)'],
  [
    'an un-awaited chain',
    'void (async () => { for (const ms of [50, 50]) await new Promise((r) => setTimeout(r, ms)); console.log("end") })()',
  ],
  ['an immediate', 'setImmediate(() => console.log("end"))'],
  [
    'reading a file',
    "import { readFile } from 'node:fs/promises'; readFile('/dev/null').then(() => console.log('end')); 1",
  ],
  ['a child process', "import { exec } from 'node:child_process'; exec('sleep 0.2', () => console.log('end')); 1"],
  [
    'a worker thread',
    `import { Worker } from 'node:worker_threads'
     const worker = new Worker('setTimeout(() => {}, 200)', { eval: true }); worker.on('exit', () => console.log('end')); 1`,
  ],
  [
    'a request over the network',
    `import { createServer, get } from 'node:http'
     const server = createServer((_, to) => setTimeout(() => to.end('x'), 100)).listen(0, '127.0.0.1', () =>
       get({ port: (server.address() as { port: number }).port }, (from) => { from.resume(); from.on('end', () => { console.log('end'); server.close() }) }))
     1`,
  ],
])('a cell that is to wait for its background waits for %s', async (_, code) => {
  expect((await executor.run(code, patient)).stdout).toBe('end\n')
})

test('one that is not does not wait', async () => {
  const { stdout } = await executor.run('const unheard = setTimeout(() => console.log("end"), 60_000); 1')
  expect(stdout).toBe('')
  await executor.run('clearTimeout(unheard)')
})

test('timers and threads that would not keep a program alive are not waited for', async () => {
  const { stderr } = await executor.run(
    `import { Worker as Thread } from 'node:worker_threads'
     const pool = new Thread('setInterval(() => {}, 1000)', { eval: true }); pool.unref()`,
    patient,
  )
  expect(stderr).toBe('')
  const quiet = await executor.run('setTimeout(() => console.log("end"), 1e9).unref(); 1', patient)
  expect([quiet.stdout, quiet.stderr]).toEqual(['', ''])
})

test('the limit ends the wait with a notice, and a later cell does not wait for what another left running', async () => {
  const { stderr, error } = await executor.run('const eternal = setInterval(() => {}, 100); 1', { backgroundMs: 300 })
  expect(error).toBeNull()
  expect(stderr).toContain('After 0.3 s this cell still has something running in the background (Timeout)')
  expect((await executor.run('2', patient)).stderr).toBe('')
  await executor.run('clearInterval(eternal)')
})

test('an interrupt ends the wait, and a cell that fails does not wait', async () => {
  const { ended } = executor.start('const endless = setInterval(() => {}, 100); console.log("waiting")', patient)
  await executor.event((e): e is typeof e & { type: 'stream' } => e.type === 'stream' && e.text === 'waiting\n')
  executor.send({ type: 'interrupt' })
  expect((await ended).error).toBe('Interrupted: The cell was interrupted.')
  await executor.run('clearInterval(endless)')
  expect((await executor.run('setTimeout(() => {}, 1e9); throw new Error("no")', patient)).error).toBe('Error: no')
})
