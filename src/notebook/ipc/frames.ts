/**
 * Frames on the channel between the protocol process and the executor: a 4-byte little-endian length, then that many
 * bytes of UTF-8 JSON.
 */
const headerBytes = 4

/** One message as bytes, ready for a single write. */
export function encodeFrame(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message), 'utf8')
  const frame = Buffer.allocUnsafe(headerBytes + body.length)
  frame.writeUInt32LE(body.length, 0)
  body.copy(frame, headerBytes)
  return frame
}

/** Turns a byte stream back into messages, however it was cut into chunks. */
export class FrameDecoder<Message> {
  private pending: Buffer[] = []
  private pendingBytes = 0

  /** The messages completed by `chunk`. */
  push(chunk: Buffer): Message[] {
    this.pending.push(chunk)
    this.pendingBytes += chunk.length
    const messages: Message[] = []
    for (let body = this.take(); body !== null; body = this.take()) messages.push(JSON.parse(body.toString('utf8')))
    return messages
  }

  private take(): Buffer | null {
    if (this.pendingBytes < headerBytes) return null
    const head = this.joined()
    const length = head.readUInt32LE(0)
    if (head.length < headerBytes + length) return null
    const rest = head.subarray(headerBytes + length)
    this.pending = [rest]
    this.pendingBytes = rest.length
    return head.subarray(headerBytes, headerBytes + length)
  }

  private joined(): Buffer {
    if (this.pending.length !== 1) this.pending = [Buffer.concat(this.pending, this.pendingBytes)]
    return this.pending[0]
  }
}
