import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { createCodec, type Codec } from '../../../src/notebook/protocol/codec.ts'
import type { Frame } from '../../../src/notebook/protocol/message.ts'
import { ReplayGuard } from '../../../src/notebook/protocol/replay-guard.ts'
import { createSigner } from '../../../src/notebook/protocol/signature.ts'

interface Golden {
  readonly messages: readonly { readonly scheme: string; readonly key: string; readonly frames: readonly string[] }[]
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../../golden/jupyter-signed-messages.json', import.meta.url), 'utf8'),
)

function codec({ key = 'secret', scheme = 'hmac-sha256' } = {}): Codec {
  return createCodec({
    session: 'session',
    username: 'user',
    signer: createSigner(key, scheme),
    replays: new ReplayGuard(createRng(1)),
    clock: { now: () => Date.UTC(2026, 10, 21, 12) },
  })
}

/** What arrives of the frames that were sent. */
function onWire(frames: readonly Frame[]): Buffer[] {
  return frames.map((frame) => Buffer.from(frame as string))
}

test.each(golden.messages)('codec.decode reads what jupyter_client signed with $scheme', ({ scheme, key, frames }) => {
  const decoded = codec({ key, scheme }).decode(frames.map((frame) => Buffer.from(frame)))
  expect(decoded).toMatchObject({
    ok: true,
    message: {
      header: { msg_id: 'golden_1', msg_type: 'execute_request', session: 'golden', version: '5.4' },
      metadata: { cellId: 'ünï 😀' },
      content: { code: '1 + 1 // 😀', silent: false },
    },
  })
  if (decoded.ok) expect(decoded.message.headerText).toBe(frames[3])
})

test.each(golden.messages)(
  'createSigner($scheme) makes the signature that jupyter_client makes',
  ({ scheme, key, frames }) => {
    const parts = frames.slice(3).map((frame) => Buffer.from(frame))
    expect(createSigner(key, scheme).sign(parts)).toBe(frames[2])
  },
)

test('createSigner throws kernel/unknown-signature-scheme and names those it knows', () => {
  expect(() => createSigner('key', 'hmac-crc32')).toThrow(/"hmac-crc32".*hmac-sha256/)
})

test('codec.encode: identities, delimiter, signature, header, parent, metadata, content, buffers', () => {
  const parent = '{"msg_id":"p",  "odd":1.0}'
  const { frames, header } = codec().encode([Buffer.from('id')], {
    type: 'stream',
    parent,
    content: { name: 'stdout', text: 'é😀' },
    buffers: [Buffer.from([0, 255])],
  })
  expect(frames).toHaveLength(8)
  expect(frames[4]).toEqual(parent)
  expect(frames[7]).toEqual(Buffer.from([0, 255]))
  expect(header).toEqual({
    msg_id: 'session_0',
    msg_type: 'stream',
    session: 'session',
    username: 'user',
    date: '2026-11-21T12:00:00.000Z',
    version: '5.5',
  })
})

test('law: codec.decode gives back what codec.encode was given', () => {
  // Long texts go to the wire as bytes, short ones as strings.
  const text = fc.tuple(fc.string(), fc.constantFrom(1, 100)).map(([unit, times]) => unit.repeat(times))
  const object = fc.dictionary(fc.string(), fc.oneof(fc.jsonValue(), text, fc.constant('é😀'.repeat(2000))))
  const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array))
  const message = fc.record({
    content: object,
    metadata: object,
    buffers: fc.array(bytes),
    key: fc.constantFrom('', 'key'),
  })
  fc.assert(
    fc.property(message, ({ content, metadata, buffers, key }) => {
      const both = codec({ key })
      const { frames } = both.encode([Buffer.from('a'), Buffer.from('b')], {
        type: 'x',
        parent: null,
        content,
        metadata,
        buffers,
      })
      const decoded = both.decode(onWire(frames))
      if (!decoded.ok) throw new Error(decoded.reason)
      expect(decoded.message.content).toEqual(JSON.parse(JSON.stringify(content)))
      expect(decoded.message.metadata).toEqual(JSON.parse(JSON.stringify(metadata)))
      expect(decoded.message.buffers).toEqual(buffers)
      expect(decoded.message.identities.map(String)).toEqual(['a', 'b'])
    }),
  )
})

test('law: codec.decode refuses every message of which one signed byte was changed', () => {
  const { frames } = codec().encode([], { type: 'x', parent: null, content: { code: '1 + 1' } })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (frame, at, change) => {
      const changed = onWire(frames)
      changed[frame][at % changed[frame].length] ^= change
      expect(codec().decode(changed)).toEqual({ ok: false, reason: 'wrong signature' })
    }),
  )
})

test('law: codec.decode never throws, whatever the frames', () => {
  const part = fc.oneof(
    fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom('<IDS|MSG>', '', '{}', '[]', 'null', '{"msg_id":1}', '{"msg_id":"a","msg_type":"b"}')
      .map((text) => Buffer.from(text)),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 9 }), fc.constantFrom('', 'key'), (frames, key) => {
      expect(typeof codec({ key }).decode(frames).ok).toBe('boolean')
    }),
    { numRuns: 2000 },
  )
})

test('codec.decode admits a signed message once and an unsigned one always', () => {
  const signed = codec()
  const { frames } = signed.encode([], { type: 'x', parent: null, content: {} })
  expect(signed.decode(onWire(frames)).ok).toBe(true)
  expect(signed.decode(onWire(frames))).toEqual({ ok: false, reason: 'seen before' })
  const open = codec({ key: '' })
  const unsigned = onWire(open.encode([], { type: 'x', parent: null, content: {} }).frames)
  expect([open.decode(unsigned).ok, open.decode(unsigned).ok]).toEqual([true, true])
})

test('codec.decode refuses an unsigned message when there is a key', () => {
  const { frames } = codec({ key: '' }).encode([], { type: 'x', parent: null, content: {} })
  expect(codec().decode(onWire(frames))).toEqual({ ok: false, reason: 'wrong signature' })
})

test('codec.encode sends no half of a character, which Python could not write to a file', () => {
  const content = { text: 'a\uD800b \uDFFF 😀 \\ud800 \\\uD83D', '\uDC00': 1 }
  const { frames } = codec().encode([], { type: 'stream', parent: null, content, metadata: {} })
  const sent = Buffer.concat(onWire(frames)).toString()
  expect(sent).not.toMatch(/(?<!\\)(?:\\\\)*\\ud[89a-f]/)
  const decoded = codec().decode(onWire(frames))
  expect(decoded).toMatchObject({
    ok: true,
    message: { content: { text: 'a\uFFFDb \uFFFD 😀 \\ud800 \\\uFFFD', '\uFFFD': 1 } },
  })
})
