import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { encodeFrame, FrameDecoder } from '../../../src/notebook/ipc/frames.ts'

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]
    chunks.push(bytes.subarray(at, at + size))
    at += size
  }
  return chunks
}

describe('FrameDecoder', () => {
  test('returns the messages in order however the bytes are cut', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), sizes, (messages, cuts) => {
        const decoder = new FrameDecoder<unknown>()
        const bytes = Buffer.concat(messages.map(encodeFrame))
        const seen = cut(bytes, cuts).flatMap((chunk) => decoder.push(chunk))
        expect(seen).toEqual(JSON.parse(JSON.stringify(messages)))
      }),
    )
  })

  test('returns the buffers of messages as bytes of their own, however the bytes are cut', () => {
    const buffers = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 4 })
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.array(fc.record({ text: fc.string(), buffers }), { maxLength: 4 }), cuts, (messages, sizes) => {
        const decoder = new FrameDecoder<(typeof messages)[number]>()
        const bytes = Buffer.concat(messages.map(encodeFrame))
        const seen = cut(bytes, sizes).flatMap((chunk) => decoder.push(chunk))
        expect(seen).toEqual(messages)
        // They can be handed to another thread: none shares its memory with the stream.
        for (const { buffers } of seen) for (const { buffer, length } of buffers) expect(buffer.byteLength).toBe(length)
      }),
    )
  })

  test('keeps characters whole that are cut in the middle', () => {
    const decoder = new FrameDecoder<string>()
    expect(cut(encodeFrame('déjà 😀'), [1]).flatMap((chunk) => decoder.push(chunk))).toEqual(['déjà 😀'])
  })

  test('copies a message that arrives in n chunks once, not n times', () => {
    const message = { text: 'x'.repeat(4_000_000) }
    const chunks = cut(encodeFrame(message), [400])
    const decoder = new FrameDecoder<typeof message>()
    let copied = 0
    const concat = Buffer.concat.bind(Buffer)
    Buffer.concat = (list: readonly Uint8Array[], total?: number) => {
      copied += total ?? 0
      return concat(list, total)
    }
    try {
      expect(chunks.flatMap((chunk) => decoder.push(chunk))).toEqual([message])
    } finally {
      Buffer.concat = concat
    }
    expect(copied).toBeLessThan(2 * 4_000_100)
  })

  test('an empty stream and an empty chunk give nothing', () => {
    const decoder = new FrameDecoder<unknown>()
    expect(decoder.push(Buffer.alloc(0))).toEqual([])
    expect(decoder.push(encodeFrame(null))).toEqual([null])
  })
})
