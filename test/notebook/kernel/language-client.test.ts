import { afterEach, describe, expect, it } from 'vitest'
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

afterEach(() => client.close())

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
    const age = async (): Promise<number> => Number((await client.complete('age', 3)).items[0].text)
    const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 600))
    open()
    await quiet()
    expect(await age()).toBeLessThan(100)
    client.close()
    open().expectQuestions()
    await quiet()
    expect(await age()).toBeGreaterThan(100)
    const before = await age()
    client.forget()
    expect(await age()).toBeGreaterThanOrEqual(before)
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
    open().noteNames(['learningRate', 'other'])
    client.noteNames(['learningRates'])
    const began = performance.now()
    const took = async <Answer>(answer: Promise<Answer>) => ({ ...(await answer), ms: performance.now() - began })
    const [name, member, inspected] = await Promise.all([
      took(client.complete('never; learn', 12)),
      took(client.complete('never; table.inner.r', 20)),
      took(client.inspect('never; table.inner', 16, 0)),
    ])
    expect(name.items.map(({ text }) => text)).toEqual(['learningRates', 'learningRate'])
    expect([name.start, name.end]).toEqual([7, 12])
    expect(member.items).toEqual([{ text: 'rows', kind: 'property' }])
    expect(inspected).toMatchObject({ plain: 'inner: Table' })
    expect(Math.max(name.ms, member.ms)).toBeLessThan(1000)
    // One that waits for TypeScript would wait for 10 s.
    expect(inspected.ms).toBeLessThan(4000)
    client.forget()
    // Whose variables are gone has nothing but the globals; who has nothing at all waits for TypeScript.
    expect((await client.complete('never; setTime', 14)).items).toEqual([{ text: 'setTimeout', kind: 'function' }])
  })

  it('asks the value itself where TypeScript knows no member, and nothing else then', async () => {
    open().noteNames(['nothingElse'])
    const code = 'nothing; table.inner.'
    expect((await client.complete(code, code.length)).items).toEqual([{ text: 'rows', kind: 'property' }])
    expect((await client.complete('nothing', 7)).items).toEqual([])
  })
})
