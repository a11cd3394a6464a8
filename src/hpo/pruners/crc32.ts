const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0)
  return rest
})

/** The CRC-32 checksum (IEEE 802.3) of a text's UTF-8 bytes, as Python's `binascii.crc32` gives it. */
export function crc32(text: string): number {
  let sum = 0xffffffff
  for (const byte of new TextEncoder().encode(text)) sum = (sum >>> 8) ^ table[(sum ^ byte) & 0xff]
  return ~sum >>> 0
}
