/**
 * Writes messages in the wire format of Protocol Buffers, as far as ONNX needs it.
 * https://protobuf.dev/programming-guides/encoding
 */
export class ProtobufWriter {
  private buffer = new Uint8Array(1 << 12)
  private length = 0

  /** What was written so far. */
  bytes(): Uint8Array {
    return this.buffer.slice(0, this.length)
  }

  /** A field of type int32, int64, enum or bool. */
  integer(field: number, value: number): this {
    this.varint(BigInt(field << 3))
    this.varint(BigInt.asUintN(64, BigInt(value)))
    return this
  }

  text(field: number, value: string): this {
    return this.data(field, new TextEncoder().encode(value))
  }

  data(field: number, bytes: Uint8Array): this {
    this.varint(BigInt((field << 3) | 2))
    this.varint(BigInt(bytes.length))
    this.reserve(bytes.length)
    this.buffer.set(bytes, this.length)
    this.length += bytes.length
    return this
  }

  message(field: number, write: (inner: ProtobufWriter) => void): this {
    const inner = new ProtobufWriter()
    write(inner)
    return this.data(field, inner.buffer.subarray(0, inner.length))
  }

  private varint(value: bigint): void {
    this.reserve(10)
    let rest = value
    while (rest > 127n) {
      this.buffer[this.length++] = Number(rest & 127n) | 128
      rest >>= 7n
    }
    this.buffer[this.length++] = Number(rest)
  }

  private reserve(more: number): void {
    if (this.length + more <= this.buffer.length) return
    const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.length + more))
    grown.set(this.buffer.subarray(0, this.length))
    this.buffer = grown
  }
}
