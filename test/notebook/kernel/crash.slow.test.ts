import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { Door } from '../door.ts'
import { isStatus, KernelUnderTest } from './kernel-under-test.ts'

// What user code can do to its process, with the executor as it is shipped.

async function resultOf(kernel: KernelUnderTest, code: string): Promise<unknown> {
  const id = kernel.sendExecute(code)
  await kernel.finished(id)
  const data = kernel.outputs(id).find(({ type }) => type === 'execute_result')?.content.data
  return (data as Record<string, unknown> | undefined)?.['text/plain']
}

const endings: readonly (readonly [string, string, RegExp])[] = [
  ['process.exit(3)', 'process.exit(3)', /process\.exit\(3\)/],
  ['process.exit(0) after an await', 'await null; process.exit(0)', /process\.exit\(0\)/],
  ['process.abort()', 'process.abort()', /SIGABRT/],
  ['a crash in native code', 'process.kill(process.pid, "SIGSEGV"); await new Promise(() => {})', /SIGSEGV.*native/],
  ['process.kill', 'process.kill(process.pid, "SIGKILL"); await new Promise(() => {})', /SIGKILL/],
  ['no memory', 'const a: unknown[] = []; for (;;) a.push(new Array(1e5).fill({}))', /out of memory/],
]

test('each way to die: one clear error, the queue aborted, the frontend connected, a fresh executor, studies safe', async () => {
  await using kernel = await KernelUnderTest.launch({ env: { NODE_OPTIONS: '--max-old-space-size=96' } })
  const study = `import { createStudy, float, space } from 'ansatz'
    const study = await createStudy({ name: 'crash', storage: 'sqlite:///crash.db', loadIfExists: true })
    await study.optimize(space({ x: float(0, 1) }), ({ x }) => x, { trials: 2 })`
  for (const [index, [name, code, text]] of endings.entries()) {
    await kernel.execute(study)
    const door = new Door(kernel.folder)
    const dying = kernel.sendExecute(`console.log('shown'); ${door.rest} ${code}`)
    const waiting = kernel.sendExecute('1')
    await kernel.message(({ type, parentId }) => type === 'stream' && parentId === dying)
    // Answered at once, behind what was sent before it.
    await kernel.request('kernel_info_request')
    door.open()
    const reply = await kernel.finished(dying)
    expect(reply.content, name).toMatchObject({ status: 'error', ename: 'ExecutorExit' })
    expect(reply.content.evalue).toMatch(text)
    expect(reply.content.evalue).toContain('studies are safe')
    expect(kernel.outputs(dying).filter(({ type }) => type === 'error')).toHaveLength(1)
    expect(kernel.streamText(dying)).toBe('shown\n')
    expect(isStatus(kernel.about(dying).at(-1)!, 'idle')).toBe(true)
    expect((await kernel.finished(waiting)).content.status).toBe('aborted')
    const trials = `import { loadStudy } from 'ansatz'
      const again = await loadStudy({ name: 'crash', storage: 'sqlite:///crash.db' }); again.trials.length`
    expect(await resultOf(kernel, trials)).toBe(String(2 * (index + 1)))
    expect(await resultOf(kernel, 'typeof study')).toBe("'undefined'")
  }
})

test('an exception in a timer is told in the cell that set it, and the variables stay', async () => {
  await using kernel = await KernelUnderTest.launch()
  const early = kernel.sendExecute('let kept = 1; setTimeout(() => { throw new RangeError("from a timer") }, 20); 0')
  await kernel.finished(early)
  const later = kernel.sendExecute(
    'Promise.reject(new TypeError("unheard")); await new Promise(r => setTimeout(r, 100))',
  )
  expect((await kernel.finished(later)).content.status).toBe('ok')
  await kernel.message(() => kernel.streamText(early, 'stderr').includes('from a timer'))
  await kernel.message(() => kernel.streamText(later, 'stderr').includes('unheard'))
  expect(await resultOf(kernel, 'kept')).toBe('1')
})

test('executors that die leave no process behind, and what their cells started dies with them', async () => {
  await using kernel = await KernelUnderTest.launch()
  const started: string[] = []
  for (let round = 0; round < 3; round++) {
    const id = kernel.sendExecute(`import { spawn } from 'node:child_process'
      console.log(process.pid, spawn('sleep', ['1000']).pid); process.exit(1)`)
    await kernel.finished(id)
    started.push(...kernel.streamText(id).trim().split(' '))
  }
  expect(new Set(started).size).toBe(6)
  for (const pid of started) await expect.poll(() => isRunning(pid)).toBe(false)
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(kernel.process.pid)], { encoding: 'utf8' })
  expect(children.trim().split('\n')).toHaveLength(1)
})

test('a kernel that is killed takes its executor and what the cells started with it', async () => {
  await using kernel = await KernelUnderTest.launch()
  const id = kernel.sendExecute(`import { spawn } from 'node:child_process'
    console.log(process.pid, spawn('sleep', ['1000']).pid); for (;;) {}`)
  await kernel.message(({ type, parentId }) => type === 'stream' && parentId === id)
  kernel.process.kill('SIGKILL')
  await kernel.exit()
  for (const pid of kernel.streamText(id).trim().split(' ')) {
    await expect.poll(() => isRunning(pid)).toBe(false)
  }
})

/** Whether a process is there and no zombie that waits for its parent. */
function isRunning(pid: string): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', pid]).toString().startsWith('Z')
  } catch {
    return false
  }
}

const flood = 'for (let i = 0; i < 3000; i++) console.log("line", i)'
const lines = Array.from({ length: 3000 }, (_, line) => `line ${line}\n`).join('')

test.each([
  ['process.abort()', 'process.abort()'],
  ['process.kill', 'process.kill(process.pid, "SIGKILL")'],
  // As in a native module: nothing of JavaScript runs between the last line and the end.
  ['a crash in native code', `execFileSync('sh', ['-c', 'sleep 0.1; kill -SEGV ' + process.pid])`],
])('a flood of lines and then %s: what was printed is shown to the last line', async (_, end) => {
  await using kernel = await KernelUnderTest.launch()
  await kernel.execute("import { execFileSync } from 'node:child_process'")
  const id = kernel.sendExecute(`${flood}; ${end}`)
  expect((await kernel.finished(id)).content.ename).toBe('ExecutorExit')
  expect(kernel.streamText(id)).toBe(lines)
})
