import { afterEach, expect, test } from 'vitest'
import { ExecutorSupervisor } from '../../../src/notebook/executors/executor-supervisor.ts'
import type { ExecuteCommand } from '../../../src/notebook/ipc/executor-messages.ts'
import { maySpare } from '../../../src/notebook/executors/may-spare.ts'

// Real processes of a small executor: who runs the cell after one has died.

const program = { script: new URL('tiny-executor.mjs', import.meta.url).pathname, nodeOptions: [], cwd: '.' }
let supervisor: ExecutorSupervisor
let lost = 0

function supervise(isAllowed: boolean): void {
  lost = 0
  const listeners = { event: () => {}, raw: () => {}, lost: () => void lost++ }
  supervisor = new ExecutorSupervisor(program, listeners, { quietMs: 10, isAllowed: () => isAllowed })
  supervisor.start()
}

afterEach(() => supervisor.shutdown())

let made = 0
async function run(code: string): Promise<string | null> {
  const id = `cell ${++made}`
  const facts = { cellId: null, count: made, silent: false, userExpressions: {}, allowStdin: false }
  const command: ExecuteCommand = { type: 'execute', id, code, ...facts }
  return (await supervisor.run(command)).error?.ename ?? null
}

const exit = 'process.exit(1)'

test('the spare takes over when the executor dies, and another one stands by', async () => {
  supervise(true)
  expect(await run('return 1')).toBe(null)
  for (let round = 0; round < 2; round++) {
    await expect.poll(() => supervisor.sparePid).toBeDefined()
    const [working, spare] = [supervisor.pid, supervisor.sparePid]
    expect(await run(exit)).toBe('ExecutorExit')
    expect([supervisor.pid, supervisor.sparePid]).toEqual([spare, undefined])
    expect(supervisor.pid).not.toBe(working)
    expect(await run('return 1')).toBe(null)
    expect(lost).toBe(round + 1)
  }
})

test('a spare that dies is missed by nobody', async () => {
  supervise(true)
  await run('return 1')
  await expect.poll(() => supervisor.sparePid).toBeDefined()
  const working = supervisor.pid
  process.kill(supervisor.sparePid!, 'SIGKILL')
  await expect.poll(() => supervisor.sparePid).toBeUndefined()
  expect(await run('return 1')).toBe(null)
  expect([supervisor.pid, lost]).toEqual([working, 0])
})

test('without a spare a new process takes over', async () => {
  supervise(false)
  await run('return 1')
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(supervisor.sparePid).toBeUndefined()
  expect(await run(exit)).toBe('ExecutorExit')
  expect(await run('return 1')).toBe(null)
})

test('shutdown leaves no spare behind', async () => {
  supervise(true)
  await run('return 1')
  await expect.poll(() => supervisor.sparePid).toBeDefined()
  const spare = supervisor.sparePid!
  await supervisor.shutdown()
  const isAlive = (): boolean => {
    try {
      return process.kill(spare, 0)
    } catch {
      return false
    }
  }
  await expect.poll(isAlive).toBe(false)
})

test('ANSATZ_SPARE=off keeps none', () => {
  supervise(false)
  expect(maySpare('off')).toBe(false)
})
