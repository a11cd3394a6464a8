import { crc32, deflateSync } from 'node:zlib'

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const bitsPerChannel = 8
const colourWithAlpha = 6

/** A square picture as a PNG file. `pixels`: red, green, blue and alpha of each pixel, row by row, 0 to 255. */
export function encodePng(size: number, pixels: Uint8Array): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([bitsPerChannel, colourWithAlpha], 8)
  const rows = Array.from({ length: size }, (_, row) => {
    const start = row * size * 4
    // Each row begins with its filter; 0 is none.
    return Buffer.concat([Buffer.of(0), pixels.subarray(start, start + size * 4)])
  })
  const data = deflateSync(Buffer.concat(rows), { level: 9 })
  return Buffer.concat([Buffer.from(signature), chunk('IHDR', header), chunk('IDAT', data), chunk('IEND')])
}

function chunk(type: string, content: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
