import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinBuffers, splitBuffers } from '../../../src/notebook/comms/buffer-paths.ts'

const key = fc.string().filter((text) => text !== '__proto__' && text !== 'toJSON')
const { state: states } = fc.letrec((tie) => ({
  state: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  value: fc.oneof(
    { maxDepth: 3 },
    fc.jsonValue().filter((value) => typeof value !== 'object' || value === null),
    fc.uint8Array({ maxLength: 5 }),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('state'),
  ),
}))

describe('splitBuffers', () => {
  it('leaves null in lists and nothing in objects, as the protocol asks', () => {
    const bytes = (...values: number[]): Uint8Array => new Uint8Array(values)
    const split = splitBuffers({ a: 1, x: bytes(1), y: { z: [bytes(2), 'b', { w: bytes(3) }] } })
    expect(split.state).toEqual({ a: 1, y: { z: [null, 'b', {}] } })
    expect(split.buffer_paths).toEqual([['x'], ['y', 'z', 0], ['y', 'z', 2, 'w']])
    expect(split.buffers).toEqual([bytes(1), bytes(2), bytes(3)])
  })

  it('takes the bytes that a view shows, not those around it', () => {
    const view = new Float32Array(new Float32Array([9, 1.5, 9]).buffer, 4, 1)
    expect(splitBuffers({ view }).buffers[0]).toEqual(new Uint8Array(new Float32Array([1.5]).buffer))
  })

  it('and joinBuffers give back every state', () => {
    fc.assert(
      fc.property(states, (state) => {
        const split = splitBuffers(state)
        const sent = JSON.parse(JSON.stringify(split.state)) as Record<string, unknown>
        expect(joinBuffers(sent, split.buffer_paths, split.buffers)).toEqual(afterJson(state))
      }),
    )
  })
})

describe('joinBuffers', () => {
  it.each([[null], ['x'], [[[]]], [['x']], [[['__proto__', 'x']]], [[['a', 'b', 'c']]], [[['a', 0]]], [[['list', 7]]]])(
    'ignores the paths %j, which lead nowhere',
    (paths) => {
      const state = { a: 1, list: [1] }
      expect(joinBuffers(state, paths, [new Uint8Array([1])])).toEqual(state)
      expect(({} as Record<string, unknown>).x).toBeUndefined()
    },
  )
})

/** -0 becomes 0 in JSON; nothing else changes. */
function afterJson(value: unknown): unknown {
  if (Object.is(value, -0)) return 0
  if (value instanceof Uint8Array) return value
  if (Array.isArray(value)) return value.map(afterJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, afterJson(held)]))
}
