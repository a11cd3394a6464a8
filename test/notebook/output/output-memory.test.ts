import * as fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { OutputMemory, type KeptOutput } from '../../../src/notebook/output/output-memory.ts'
import type { RequestEntry } from '../../../src/notebook/output/request-book.ts'

let memory: OutputMemory
beforeEach(() => {
  memory = new OutputMemory({ clock: { now: () => 0 }, capacity: 10_000 })
})

const cell = (id: string): RequestEntry => ({
  id,
  parent: '{}',
  identities: [],
  session: 's',
  shell: null,
  cellId: null,
  silent: false,
  count: 1,
})
const text = (value: string, name = 'stdout'): KeptOutput => ({ type: 'stream', content: { name, text: value } })
const shown = (value: string, id?: string): KeptOutput => ({
  type: 'display_data',
  content: { data: { 'text/plain': value }, metadata: {}, transient: id === undefined ? {} : { display_id: id } },
})

function note(id: string, ...outputs: readonly KeptOutput[]): void {
  for (const output of outputs) memory.note(cell(id), output, JSON.stringify(output.content).length)
}

test('text of one stream comes back in one message, and the streams keep their order', () => {
  note('a', text('1'), text('2'), text('3', 'stderr'), text('4'))
  expect(memory.outputsOf('a')).toEqual([text('12'), text('3', 'stderr'), text('4')])
})

test('an update changes what was shown under its id, in whatever cell, and adds nothing', () => {
  note('a', shown('old', 'bar'), text('between'))
  note('b', { ...shown('new', 'bar'), type: 'update_display_data' })
  expect(memory.outputsOf('a')).toEqual([{ ...shown('new', 'bar'), type: 'display_data' }, text('between')])
  expect(memory.outputsOf('b')).toEqual([])
})

test('clear_output forgets the cell’s outputs at once, or with wait at the next output', () => {
  const clear = (wait: boolean): KeptOutput => ({ type: 'clear_output', content: { wait } })
  note('a', text('1'), clear(true))
  expect(memory.outputsOf('a')).toEqual([text('1')])
  note('a', text('2'))
  expect(memory.outputsOf('a')).toEqual([text('2')])
  note('a', clear(false))
  expect(memory.outputsOf('a')).toEqual([])
})

test('without room the oldest outputs go first, of whatever cell, and their number is known', () => {
  note('a', text('x'.repeat(4000)), text('y'))
  note('b', text('z'.repeat(6000)))
  expect(memory.outputsOf('a')).toEqual([text('y')])
  expect(memory.list().map(({ entry, dropped }) => [entry.id, dropped])).toEqual([
    ['a', 1],
    ['b', 0],
  ])
  memory.forget('b')
  expect(memory.list().map(({ entry }) => entry.id)).toEqual(['a'])
})

test('the runs of one cell and the newest output of each client are found without a look at all runs', () => {
  const at = { now: 0 }
  memory = new OutputMemory({ clock: { now: () => at.now } })
  const show = (id: string, cellId: string, session: string): void => {
    at.now++
    memory.note({ ...cell(id), cellId, session }, text(id), 1)
  }
  show('a', 'one', 'old page')
  show('b', 'two', 'old page')
  show('c', 'one', 'new page')
  expect(memory.listOf('one').map(({ entry }) => entry.id)).toEqual(['a', 'c'])
  expect([...memory.newestOutputs]).toEqual([
    ['old page', 2],
    ['new page', 3],
  ])
  memory.forget('a')
  expect(memory.listOf('one').map(({ entry }) => entry.id)).toEqual(['c'])
  expect(memory.listOf('three')).toEqual([])
})

test('whatever is shown, no more is kept than the capacity, and what is kept is the end', () => {
  const lines = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.string({ maxLength: 3000 })), { maxLength: 40 })
  fc.assert(
    fc.property(lines, (all) => {
      memory = new OutputMemory({ clock: { now: () => 0 }, capacity: 10_000 })
      for (const [id, line] of all) note(id, text(line.replaceAll('\r', ' ')))
      const kept = { a: '', b: '' }
      for (const id of ['a', 'b'] as const) {
        kept[id] = memory
          .outputsOf(id)
          .map(({ content }) => String(content.text))
          .join('')
        const whole = all
          .filter(([owner]) => owner === id)
          .map(([, line]) => line.replaceAll('\r', ' '))
          .join('')
        expect(whole.endsWith(kept[id])).toBe(true)
      }
      expect(kept.a.length + kept.b.length).toBeLessThanOrEqual(10_000)
    }),
  )
})
