/**
 * Frames on the channel between the protocol process and the executor: a 4-byte little-endian length, then that many
 * bytes of UTF-8 JSON.
 *
 * The `buffers` of a message travel as they are. The highest bit of the length tells of them; the body is then the
 * number of parts, the length of each (4 bytes little-endian each), and the parts: the JSON first.
 */
const headerBytes = 4
const buffersFlag = 2 ** 31
/** Node.js cannot hold a longer text, so a larger length means that something else was written into the channel. */
const maxBodyBytes = 2 ** 29

/** One message as bytes, ready for a single write. */
export function encodeFrame(message: unknown): Buffer {
  if (hasBuffers(message)) return encodeParts(message)
  const body = JSON.stringify(message)
  const length = Buffer.byteLength(body, 'utf8')
  const frame = Buffer.allocUnsafe(headerBytes + length)
  frame.writeUInt32LE(length, 0)
  frame.write(body, headerBytes, 'utf8')
  return frame
}

function hasBuffers(message: unknown): message is { readonly buffers: readonly Uint8Array[] } {
  const { buffers } = Object(message) as { readonly buffers?: unknown }
  return Array.isArray(buffers) && buffers.length > 0
}

function encodeParts({ buffers, ...rest }: { readonly buffers: readonly Uint8Array[] }): Buffer {
  const parts = [Buffer.from(JSON.stringify(rest), 'utf8'), ...buffers]
  const table = Buffer.allocUnsafe(headerBytes * (2 + parts.length))
  const length = parts.reduce((sum, part) => sum + part.length, table.length - headerBytes)
  // Refused here, where the sender learns of it; the reader could only give up the channel.
  if (length > maxBodyBytes) throw new RangeError(`A message of ${length} bytes is too large; send it in pieces.`)
  table.writeUInt32LE(length + buffersFlag, 0)
  table.writeUInt32LE(parts.length, headerBytes)
  parts.forEach((part, index) => table.writeUInt32LE(part.length, headerBytes * (2 + index)))
  return Buffer.concat([table, ...parts])
}

function decodeParts(body: Buffer): unknown {
  const count = body.readUInt32LE(0)
  const lengths = Array.from({ length: count }, (_, index) => body.readUInt32LE(headerBytes * (1 + index)))
  let at = headerBytes * (1 + count)
  const [json, ...buffers] = lengths.map((length) => {
    at += length
    // A copy: the message must not keep the whole chunk that it came in alive.
    return new Uint8Array(body.subarray(at - length, at))
  })
  const message = JSON.parse(Buffer.from(json.buffer).toString('utf8')) as object
  return { ...message, buffers }
}

/** Turns a byte stream back into messages, however it was cut into chunks. Each byte is copied at most twice. */
export class FrameDecoder<Message> {
  private chunks: Buffer[] = []
  private available = 0
  /** The length of the frame whose header has been read; null while the header is still to come. */
  private bodyLength: number | null = null
  private bodyHasBuffers = false

  /** The messages completed by `chunk`. Throws when the stream holds something else than frames. */
  push(chunk: Buffer): Message[] {
    this.chunks.push(chunk)
    this.available += chunk.length
    const messages: Message[] = []
    for (let body = this.takeBody(); body !== null; body = this.takeBody()) {
      messages.push(
        this.bodyHasBuffers ? (decodeParts(body) as Message) : (JSON.parse(body.toString('utf8')) as Message),
      )
    }
    return messages
  }

  private takeBody(): Buffer | null {
    if (this.bodyLength === null && !this.readHeader()) return null
    return this.readBody()
  }

  private readHeader(): boolean {
    const header = this.take(headerBytes)?.readUInt32LE(0)
    if (header === undefined) return false
    this.bodyHasBuffers = header >= buffersFlag
    this.bodyLength = header % buffersFlag
    return true
  }

  private readBody(): Buffer | null {
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
