import { afterEach, describe, expect, it, vi } from 'vitest'
import type { LiveValue } from '../../../src/notebook/ipc/live-messages.ts'
import { LanguageClient } from '../../../src/notebook/kernel/language-client.ts'

// Ours, in front of a worker that notes what it is told.

const script = new URL('tiny-language.mjs', import.meta.url)
let client: LanguageClient

/** Of the executor: one value. */
const look = (path: readonly string[]): Promise<LiveValue | null> => {
  const members = [{ name: 'rows', kind: 'property' }]
  return Promise.resolve(path.join('.') === 'table.inner' ? { about: 'inner: Table', members } : null)
}

function open(): LanguageClient {
  client = new LanguageClient({ script, folder: '.', look }, { toLoadMs: 100, loadedMs: 20 })
  return client
}

afterEach(() => {
  vi.useRealTimers()
  client.close()
})

/** Of a question whose timers are faked: the answer, which must be there when so much of their time has passed. */
async function within<Answer>(ms: number, answer: Promise<Answer>): Promise<Answer> {
  const ended = vi.fn()
  void answer.then(ended)
  await vi.advanceTimersByTimeAsync(ms)
  expect(ended).toHaveBeenCalled()
  return answer
}

async function told(): Promise<readonly string[]> {
  return (await client.complete('', 0)).items.map(({ text }) => text)
}

describe('LanguageClient', () => {
  it('tells a question all that came before it, in order, however long it was put off', async () => {
    open().noteRan({ cellId: 'a', code: 'a1' })
    const check = client.check('b1', false)
    client.noteRan({ cellId: 'b', code: 'b1' })
    client.noteRan({ cellId: 'a', code: 'a2' })
    expect(await told()).toEqual(['ran a1', 'check b1', 'ran b1', 'ran a2'])
    expect(await check).toMatchObject([{ message: 'check b1' }])
    client.noteRan({ cellId: 'c', code: 'c1' })
    expect((await told()).at(-1)).toBe('ran c1')
  })

  it('starts the worker in a quiet moment where questions are expected, and keeps it when the notebook is lost', async () => {
    let started = 0
    const count = (): void => void started++
    process.on('worker', count)
    open()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(started).toBe(0)
    client.expectQuestions()
    await expect.poll(() => started).toBe(1)
    client.forget()
    await told()
    expect(started).toBe(1)
    process.off('worker', count)
  })

  it('answers a check for which nobody waits without any question, in a quiet moment', async () => {
    open().noteRan({ cellId: 'a', code: 'a1' })
    expect(await client.check('b1', false)).toMatchObject([{ code: 2, message: 'check b1' }])
    client.noteRan({ cellId: 'b', code: 'b1' })
    expect(await client.check('c1', false)).toMatchObject([{ code: 4, message: 'check c1' }])
  })

  it('leaves the checks that nobody waits for alone while cells run', async () => {
    open().noteRan({ cellId: 'a', code: 'a1' })
    const answered: string[] = []
    const checks = ['b1', 'c1', 'd1'].map(async (code) => {
      await client.check(code, false)
      answered.push(code)
    })
    await checks[0]
    for (let cell = 0; cell < 20; cell++) {
      client.noteRan({ cellId: 'e', code: `e${cell}` })
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    // What was asked when the cells began is answered, no more.
    expect(answered.length).toBeLessThanOrEqual(2)
    await Promise.all(checks)
    expect(answered).toEqual(['b1', 'c1', 'd1'])
  })

  it('answers nothing where the worker dies, and tells the next one what the notebook is by then', async () => {
    open().noteRan({ cellId: 'a', code: 'a1' })
    client.noteRan({ cellId: 'a', code: 'a2' })
    const check = client.check('b1', true)
    expect(await check).toHaveLength(1)
    const lost = client.check('c1', false)
    expect(await client.complete('crash', 5)).toEqual({ items: [], start: 5, end: 5 })
    await lost
    expect(await told()).toEqual(['ran a2'])
  })

  it('forgets the notebook with its variables, and answers the checks that wait', async () => {
    open().noteRan({ cellId: 'a', code: 'a1' })
    const check = client.check('b1', false)
    client.forget()
    expect(await check).toEqual([])
    expect(await told()).toEqual([])
    client.noteRan({ cellId: 'b', code: 'b2' })
    expect(await told()).toEqual(['ran b2'])
    client.forget()
    expect(await told()).toEqual([])
  })

  it('answers from what is known without TypeScript where that takes too long, before JupyterLab gives up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    open().noteNames(['learningRate', 'other'])
    client.noteNames(['learningRates'])
    const code = 'never; learn'
    const { items, start, end } = await within(900, client.complete(code, code.length))
    expect(items.map(({ text }) => text)).toEqual(['learningRates', 'learningRate'])
    expect([start, end]).toEqual([7, 12])
    const member = 'never; table.inner.r'
    const { items: members } = await within(900, client.complete(member, member.length))
    expect(members).toEqual([{ text: 'rows', kind: 'property' }])
    const inspected = await within(2000, client.inspect('never; table.inner', 16, 0))
    expect(inspected?.plain).toBe('inner: Table')
    client.forget()
    // Whose variables are gone has nothing but the globals; who has nothing at all waits for TypeScript.
    const { items: globals } = await within(900, client.complete('never; setTime', 14))
    expect(globals).toEqual([{ text: 'setTimeout', kind: 'function' }])
  })

  it('asks the value itself where TypeScript knows no member, and nothing else then', async () => {
    open().noteNames(['nothingElse'])
    const code = 'nothing; table.inner.'
    expect((await client.complete(code, code.length)).items).toEqual([{ text: 'rows', kind: 'property' }])
    expect((await client.complete('nothing', 7)).items).toEqual([])
  })
})
