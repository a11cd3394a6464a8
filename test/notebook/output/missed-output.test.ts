import { beforeEach, expect, test } from 'vitest'
import { Audience } from '../../../src/notebook/output/audience.ts'
import { MissedOutput } from '../../../src/notebook/output/missed-output.ts'
import { OutputMemory } from '../../../src/notebook/output/output-memory.ts'
import type { RequestEntry } from '../../../src/notebook/output/request-book.ts'

let now: number
let audience: Audience
let missed: MissedOutput
/** What each request was shown, by its id. */
let shown: Map<string, string>
beforeEach(() => {
  now = 0
  shown = new Map()
  const clock = { now: () => now }
  audience = new Audience(clock)
  missed = new MissedOutput({
    memory: new OutputMemory({ clock }),
    audience,
    show: ({ id }, { content }) => shown.set(id, `${shown.get(id) ?? ''}${String(content.text)}`),
  })
})

let requests = 0
function request(session: string, cellId: string): RequestEntry {
  audience.heard(session)
  const id = `r${++requests}`
  const parent = id
  return { id, parent, identities: [], session, shell: null, cellId, silent: false, count: requests }
}

function run(session: string, cellId: string): RequestEntry {
  const entry = request(session, cellId)
  missed.begin(entry)
  return entry
}

function write(entry: RequestEntry, text: string): void {
  const output = { type: 'stream', content: { name: 'stdout', text } }
  missed.note(entry, output, text.length)
}

/** The page of this session is closed; another one opens half a minute later. */
function leave(): void {
  now += 30_000
  audience.left()
}

const seenBy = ({ id }: RequestEntry): string => shown.get(id) ?? ''

test('a cell that is run again from a new page is shown what it missed, once', () => {
  const old = run('a', 'cell')
  now += 10_000
  write(old, 'missed')
  leave()
  const again = run('b', 'cell')
  expect(seenBy(again)).toContain('missed')
  expect(seenBy(run('b', 'cell'))).toBe('')
})

test('what came while its page was there is not shown again, and nothing is told of it', () => {
  const old = run('a', 'cell')
  write(old, 'seen')
  leave()
  expect(seenBy(run('b', 'cell'))).toBe('')
  expect(seenBy(run('b', 'other'))).toBe('')
})

test('the first cell of a new page is told, later ones are not, and the next page is', () => {
  const old = run('a', 'cell')
  now += 10_000
  write(old, 'missed')
  leave()
  expect(seenBy(run('b', 'one'))).toContain(`[${old.count}]`)
  expect(seenBy(run('b', 'two'))).toBe('')
  leave()
  expect(seenBy(run('c', 'three'))).toContain(`[${old.count}]`)
})

test('a cell of a page that is there is told nothing of the thousands before it, and of each page that is gone the next one is', () => {
  for (let index = 0; index < 50; index++) {
    const seen = run('a', `cell ${index}`)
    write(seen, 'seen')
    expect(seenBy(seen)).toBe('')
  }
  const late = run('a', 'late')
  now += 10_000
  write(late, 'missed')
  leave()
  // A page that is gone and has missed nothing hides no other that has.
  write(run('b', 'short'), 'seen')
  leave()
  expect(seenBy(run('c', 'next'))).toContain(`[${late.count}]`)
})

test('replay shows all that was missed and what follows; a second page that is gone has missed that', () => {
  const old = run('a', 'cell')
  now += 10_000
  write(old, 'one,')
  leave()
  const first = run('b', 'replay')
  missed.replay(first, null)
  write(old, 'two,')
  expect(seenBy(first)).toMatch(/one,two,$/)
  now += 10_000
  write(old, 'three,')
  leave()
  const second = run('c', 'replay')
  missed.replay(second, null)
  expect(seenBy(second)).toMatch(/one,two,three,$/)
})

test('a cell that runs is watched from the page that wants to run it again, but not by its own page', () => {
  const old = run('a', 'cell')
  write(old, 'one,')
  const own = request('a', 'cell')
  missed.attach(old, own)
  expect(seenBy(own)).toBe('')
  leave()
  const other = request('b', 'cell')
  missed.attach(old, other)
  write(old, 'two,')
  expect(seenBy(other)).toMatch(/one,two,$/)
  missed.begin(other)
  expect(seenBy(other)).toMatch(/one,two,$/)
})

test('what deleted cells have shown is forgotten', () => {
  const old = run('a', 'cell')
  now += 10_000
  write(old, 'missed')
  leave()
  missed.forgetCells(new Set(['cell']))
  const replay = run('b', 'replay')
  missed.replay(replay, null)
  expect(seenBy(replay)).toContain('Nothing was missed')
})

test('a replay holds a million characters of text at most, the last ones', () => {
  const old = run('a', 'cell')
  now += 10_000
  for (let part = 0; part < 30; part++) write(old, `${part}:${'x'.repeat(60_000)}`)
  leave()
  const replay = run('b', 'replay')
  missed.replay(replay, null)
  expect(seenBy(replay).length).toBeLessThan(1_001_000)
  expect(seenBy(replay)).toContain('29:')
})
