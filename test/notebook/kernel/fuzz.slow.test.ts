import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Dealer, XSubscriber } from 'zeromq'
import { KernelUnderTest } from './kernel-under-test.ts'

/** Messages for each socket that nobody has signed. */
const runs = Number(process.env.ANSATZ_FUZZ ?? 100_000)
/**
 * Signed messages of any content for each channel, which the kernel has to deal with. `ANSATZ_FUZZ=100000 npx vitest run
 * --config test/vitest.slow.config.ts test/notebook/kernel/fuzz` is the long run (some minutes).
 */
const signedRuns = Number(process.env.ANSATZ_FUZZ ?? 2000)
const seed = Number(process.env.ANSATZ_FUZZ_SEED ?? 7)

let kernel: KernelUnderTest
beforeAll(async () => {
  kernel = await KernelUnderTest.launch({ tiny: true })
})
afterAll(() => kernel[Symbol.asyncDispose]())

// What would be executed leaves a trace in the executor.
const code = 'globalThis.executed = (globalThis.executed ?? 0) + 1'
const types = [
  'execute_request',
  'complete_request',
  'inspect_request',
  'history_request',
  'comm_open',
  'comm_msg',
  'create_subshell_request',
  'delete_subshell_request',
  'input_reply',
  '__proto__',
] as const
const frameIndex = fc.nat({ max: 5 })
const bytes = fc.uint8Array({ minLength: 1, maxLength: 20 })

/** Changes that leave no message with a right signature. */
const forgery = fc.oneof(
  fc.record({ kind: fc.constant('overwrite' as const), frame: frameIndex, at: fc.nat({ max: 300 }), bytes }),
  fc.record({ kind: fc.constant('drop' as const), frame: frameIndex }),
  fc.record({ kind: fc.constant('cut' as const), frame: fc.nat({ max: 4 }) }),
  fc.record({ kind: fc.constant('swap' as const), frame: fc.integer({ min: 2, max: 4 }) }),
  fc.record({ kind: fc.constant('signature' as const), bytes: fc.uint8Array({ maxLength: 70 }) }),
  fc.record({ kind: fc.constant('noise' as const), frames: fc.array(bytes, { maxLength: 8 }) }),
)
type Forgery = typeof forgery extends fc.Arbitrary<infer Value> ? Value : never

function forge(frames: Buffer[], change: Forgery): Buffer[] {
  switch (change.kind) {
    case 'overwrite': {
      const target = frames[change.frame]
      const at = change.at % target.length
      const before = Buffer.from(target)
      target.set(change.bytes.subarray(0, target.length - at), at)
      // The same bytes again are no forgery.
      if (before.equals(target)) target[at] ^= 1
      return frames
    }
    case 'drop':
      return frames.toSpliced(change.frame, 1)
    case 'cut':
      return frames.slice(0, change.frame + 1)
    case 'swap':
      return frames.toSpliced(change.frame, 2, frames[change.frame + 1], frames[change.frame])
    case 'signature':
      return frames.with(1, Buffer.from(change.bytes))
    case 'noise':
      return change.frames.length === 0 ? [Buffer.alloc(0)] : change.frames.map((frame) => Buffer.from(frame))
  }
}

async function executed(): Promise<unknown> {
  const id = kernel.sendExecute('return globalThis.executed ?? 0')
  expect((await kernel.finished(id)).content.status).toBe('ok')
  return kernel.outputs(id)[0].content.data
}

test.each(['shell', 'control', 'stdin'] as const)(
  `${runs} forged messages on %s: nothing is executed and the kernel runs cells`,
  async (channel) => {
    const samples = fc.sample(fc.tuple(forgery, fc.nat({ max: types.length - 1 })), { numRuns: runs, seed })
    for (const [change, type] of samples) {
      const frames = kernel.frames({ type: types[type], content: { code, silent: true } })
      // Two equal parts swapped are the same message.
      if (change.kind === 'swap' && frames[change.frame].equals(frames[change.frame + 1])) continue
      await kernel.sendFrames(channel, forge(frames, change))
    }
    expect(await executed()).toEqual({ 'text/plain': '0' })
    expect(kernel.process.exitCode).toBeNull()
  },
)

test.each(['shell', 'control', 'stdin'] as const)(
  `${signedRuns} signed messages of any content on %s: the kernel still runs cells`,
  async (channel) => {
    const field = fc.constantFrom(
      'code',
      'silent',
      'cursor_pos',
      'comm_id',
      'data',
      'n',
      'session',
      'pattern',
      'unique',
      'hist_access_type',
      'subshell_id',
      'value',
      '__proto__',
    )
    const content = fc.dictionary(field, fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string(), fc.integer()))
    const samples = fc.sample(fc.tuple(content, fc.nat({ max: types.length - 1 })), { numRuns: signedRuns, seed })
    for (const [chosen, type] of samples) {
      // Valid code would only say that it does not compile; what is wrong with the rest is what is looked for.
      await kernel.sendFrames(
        channel,
        kernel.frames({ type: types[type], content: { ...chosen, code: chosen.silent } }),
      )
    }
    expect(await executed()).toEqual({ 'text/plain': '0' })
  },
)

test(`${runs} messages of noise on the heartbeat: each comes back, and ping still does`, async () => {
  const heart = new Dealer({ linger: 0, sendHighWaterMark: 0, receiveHighWaterMark: 0 })
  heart.connect(kernel.address('hb'))
  const noise = fc
    .sample(fc.array(bytes, { minLength: 1, maxLength: 6 }), { numRuns: runs, seed })
    .map((frames) => frames.map((frame) => Buffer.from(frame)))
  const sending = (async () => {
    for (const frames of noise) await heart.send(frames)
  })()
  let returned = 0
  for (const frames of noise) {
    const back = await heart.receive()
    if (back.length === frames.length && back.every((frame, index) => frame.equals(frames[index]))) returned++
  }
  await sending
  heart.close()
  expect(returned).toBe(runs)
  expect(await kernel.beat()).toBe('ping')
})

test(`${runs} subscriptions and noise on iopub: nothing is executed and output still arrives`, async () => {
  const client = new XSubscriber({ linger: 0, sendHighWaterMark: 0 })
  client.connect(kernel.address('iopub'))
  const reading = (async () => {
    for await (const frames of client) if (frames.length === 0) break
  })()
  for (let i = 0; i < runs; i++) {
    const topic = randomBytes(i % 40)
    // 1 subscribes, 0 unsubscribes, anything else is passed to the kernel as it is.
    await client.send(Buffer.concat([Buffer.from([i % 3]), topic]))
  }
  client.close()
  // Closing in the middle of a read ends it in this way now and then.
  await reading.catch((error: NodeJS.ErrnoException) => expect(error.code).toBe('ENOTSOCK'))
  expect(await executed()).toEqual({ 'text/plain': '0' })
})
