import type { MimeBundle } from '../../base/display.ts'
import { plainText } from './plain-text.ts'

/** How files of images begin. Every frontend shows these three. */
const beginnings = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
] as const

/** More than that is no picture for a notebook, which would hold it for ever. */
const mostBytes = 8 * 2 ** 20

/** An image file's bytes, as `readFile` and drawing libraries give them, shown as the image; null for all else. */
export function imageBundle(value: unknown): MimeBundle | null {
  if (!(value instanceof Uint8Array) || value.length > mostBytes) return null
  const found = beginnings.find(([, bytes]) => bytes.every((byte, i) => value[i] === byte))
  if (found === undefined) return null
  const base64 = Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64')
  return { [found[0]]: base64, 'text/plain': plainText(value) }
}
