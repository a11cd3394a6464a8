import { StringDecoder } from 'node:string_decoder'

import type { EventChannel } from './event-channel.ts'
import type { OutputOwner } from './output-owner.ts'

type StreamName = 'stdout' | 'stderr'
type Done = (error?: Error | null) => void

/** Sends what JavaScript writes to the standard streams, `console` included, to the cell that it belongs to. */
export function captureOutput(channel: EventChannel, owner: OutputOwner): void {
  for (const name of ['stdout', 'stderr'] as const) captureStream(name, { channel, owner })
  trustStreams(console)
  process.on('exit', () => channel.flushText())
  flushBeforeDeath(channel)
  // The native method only writes an escape code, and that only to a terminal.
  // oxlint-disable-next-line no-console
  console.clear = () => {
    const parent = owner.current()
    if (parent !== null && !parent.silent) channel.send({ type: 'clear', parent: parent.id, wait: false })
  }
}

/** Writes `text` to a stream of the cell that is current. */
export function writeText(name: StreamName, text: string): void {
  process[name].write(text)
}

/** Ways to end the process at once, without an `exit` event. */
function flushBeforeDeath(channel: EventChannel): void {
  const abort = process.abort.bind(process)
  process.abort = () => {
    channel.flushText()
    return abort()
  }
  const kill = process.kill.bind(process)
  process.kill = (pid, signal) => {
    channel.flushText()
    return kill(pid, signal)
  }
}

/**
 * Lets the console write without a listener for errors and a callback for each line, a third of what a line costs: what
 * is captured cannot fail. Not part of what Node.js documents; where it should be missing, lines only take longer.
 */
function trustStreams(target: Console & { _ignoreErrors?: boolean }): void {
  if (target._ignoreErrors === true) target._ignoreErrors = false
}

function captureStream(name: StreamName, to: { readonly channel: EventChannel; readonly owner: OutputOwner }): void {
  const stream = process[name]
  const decoder = new StringDecoder('utf8')
  const writeThrough = stream.write.bind(stream)
  stream.write = (chunk: Uint8Array | string, second?: BufferEncoding | Done, third?: Done): boolean => {
    const parent = to.owner.current()
    const done = typeof second === 'function' ? second : third
    if (parent === null) return writeThrough(chunk, typeof second === 'string' ? second : 'utf8', done)
    const text = typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk))
    if (text !== '' && !parent.silent) to.channel.send({ type: 'stream', parent: parent.id, name, text })
    if (done) queueMicrotask(done)
    return true
  }
}
