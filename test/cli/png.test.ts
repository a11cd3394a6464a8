import { crc32, inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { drawLogo } from '../../src/cli/install/logo.ts'
import { encodePng } from '../../src/cli/install/png.ts'

interface Chunk {
  readonly type: string
  readonly content: Buffer
}

/** The chunks of a PNG file; throws where a checksum is wrong. */
function chunksOf(file: Buffer): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at)
    const body = file.subarray(at + 4, at + 8 + length)
    if (crc32(body) !== file.readUInt32BE(at + 8 + length)) throw new Error('wrong checksum')
    chunks.push({ type: body.toString('latin1', 0, 4), content: body.subarray(4) })
    at += 12 + length
  }
  return chunks
}

test('encodePng: the chunks that the format demands, with the pixels row by row', () => {
  const pixels = Uint8Array.from({ length: 2 * 2 * 4 }, (_, index) => index)
  const file = encodePng(2, pixels)
  expect([...file.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10])
  const [header, data, end] = chunksOf(file)
  expect([header.type, data.type, end.type]).toEqual(['IHDR', 'IDAT', 'IEND'])
  expect([...header.content]).toEqual([0, 0, 0, 2, 0, 0, 0, 2, 8, 6, 0, 0, 0])
  expect([...inflateSync(data.content)]).toEqual([0, 0, 1, 2, 3, 4, 5, 6, 7, 0, 8, 9, 10, 11, 12, 13, 14, 15])
})

test.each([32, 64])('drawLogo(%i): transparent corners, the background, the minimum in orange', (size) => {
  const pixels = drawLogo(size)
  const at = (x: number, y: number): number[] => {
    const start = (Math.floor((y / 64) * size) * size + Math.floor((x / 64) * size)) * 4
    return [...pixels.subarray(start, start + 4)]
  }
  expect(pixels).toHaveLength(size * size * 4)
  for (const corner of [0, 63]) expect(at(corner, 63 - corner)[3]).toBe(0)
  expect(at(32, 8)).toEqual([0x12, 0x35, 0x5b, 255])
  expect(at(26, 44)).toEqual([0xf2, 0xa5, 0x41, 255])
})
