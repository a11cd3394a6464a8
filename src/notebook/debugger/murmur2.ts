const multiplier = 0x5bd1e995
const encoder = new TextEncoder()

/**
 * MurmurHash2 (A. Appleby, 2008) of a text in UTF-8, 32 bits, unsigned: by it JupyterLab names the file of a cell.
 */
export function murmur2(text: string, seed: number): number {
  const bytes = encoder.encode(text)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let hash = seed ^ bytes.length
  let at = 0
  for (; bytes.length - at >= 4; at += 4) {
    let word = Math.imul(view.getUint32(at, true), multiplier)
    word ^= word >>> 24
    hash = Math.imul(hash, multiplier) ^ Math.imul(word, multiplier)
  }
  if (at < bytes.length) {
    for (let last = bytes.length - 1; last >= at; last--) hash ^= bytes[last] << (8 * (last - at))
    hash = Math.imul(hash, multiplier)
  }
  hash = Math.imul(hash ^ (hash >>> 13), multiplier)
  return (hash ^ (hash >>> 15)) >>> 0
}
