/**
 * Frames on the channel between the protocol process and the executor: a 4-byte little-endian length, then that many
 * bytes of UTF-8 JSON.
 */
const headerBytes = 4
/** Node.js cannot hold a longer text, so a larger length means that something else was written into the channel. */
const maxBodyBytes = 2 ** 29

/** One message as bytes, ready for a single write. */
export function encodeFrame(message: unknown): Buffer {
  const body = JSON.stringify(message)
  const length = Buffer.byteLength(body, 'utf8')
  const frame = Buffer.allocUnsafe(headerBytes + length)
  frame.writeUInt32LE(length, 0)
  frame.write(body, headerBytes, 'utf8')
  return frame
}

/** Turns a byte stream back into messages, however it was cut into chunks. Each byte is copied at most twice. */
export class FrameDecoder<Message> {
  private chunks: Buffer[] = []
  private available = 0
  /** The length of the frame whose header has been read; null while the header is still to come. */
  private bodyLength: number | null = null

  /** The messages completed by `chunk`. Throws when the stream holds something else than frames. */
  push(chunk: Buffer): Message[] {
    this.chunks.push(chunk)
    this.available += chunk.length
    const messages: Message[] = []
    for (let body = this.takeBody(); body !== null; body = this.takeBody()) {
      messages.push(JSON.parse(body.toString('utf8')))
    }
    return messages
  }

  private takeBody(): Buffer | null {
    this.bodyLength ??= this.take(headerBytes)?.readUInt32LE(0) ?? null
    if (this.bodyLength === null) return null
    if (this.bodyLength > maxBodyBytes) throw new RangeError(`A frame of ${this.bodyLength} bytes is none of ours.`)
    const body = this.take(this.bodyLength)
    if (body !== null) this.bodyLength = null
    return body
  }

  /** The next `length` bytes once all of them are there. Chunks are joined only then. */
  private take(length: number): Buffer | null {
    if (this.available < length) return null
    const joined = this.chunks.length === 1 ? this.chunks[0] : Buffer.concat(this.chunks, this.available)
    const rest = joined.subarray(length)
    this.chunks = rest.length > 0 ? [rest] : []
    this.available = rest.length
    return joined.subarray(0, length)
  }
}
