import type { Rng } from '../../base/rng.ts'
import { joeKuoBits, polynomialsOfDegree } from './joe-kuo.ts'
import { requireDimensions, requireIndex } from './messages.ts'
import { type PointSequence, pointSequence } from './point-sequence.ts'

// | symbol | meaning                                                                          |
// | ------ | -------------------------------------------------------------------------------- |
// | s, a   | degree and inner coefficients of a primitive polynomial over GF(2)               |
// | m, v   | direction numbers: mₖ odd below 2ᵏ, vₖ = mₖ/2ᵏ as a 32-bit fraction               |
// | L      | lower triangular matrix over GF(2) with ones on the diagonal, by columns          |
// | g      | Gray code of the index: i XOR (i >> 1); one bit differs between neighbours        |

/** Binary digits of a coordinate; a sequence has 2³² different points. */
const bits = 32

/** The dimensions for which there are direction numbers. */
export const sobolDimensions = 1 + polynomialsOfDegree.reduce((sum, count) => sum + count, 0)

/**
 * The Sobol sequence with the direction numbers of Joe and Kuo 2008, in the order of the Gray code (as SciPy has it).
 * Every aligned run of 2ᵏ points is a net: it fills the cube far more evenly than random points.
 *
 * With `scramble` its points are scrambled by a random linear map of their digits and a random digital shift (Matoušek
 * 1998): each point becomes uniform in the cube, runs stay nets, and the corner 0 is no longer the first point. The
 * stream decides all of it; only forks of it are used.
 *
 * @param dimensions from 1 to 1,111
 * @throws InputError `sequence/bad-dimensions`; `sequence/bad-index` from the points for one beyond 2³² − 1
 */
export function sobol(dimensions: number, scramble: Rng | null = null): PointSequence {
  requireDimensions('Sobol', dimensions, sobolDimensions)
  const directions = directionNumbers(dimensions)
  const shift = new Uint32Array(dimensions)
  if (scramble !== null) scrambleDigits(directions, shift, scramble)
  return pointSequence(dimensions, (index, out, at) => {
    requireIndex('Sobol', index, 2 ** bits - 1)
    for (let j = 0; j < dimensions; j++) {
      let digits = shift[j]
      for (let gray = (index ^ (index >>> 1)) >>> 0, k = j * bits; gray !== 0; gray >>>= 1, k++) {
        if ((gray & 1) === 1) digits ^= directions[k]
      }
      out[at + j] = (digits >>> 0) * 2 ** -bits
    }
  })
}

/** vₖ of each dimension: [dimensions, bits]. */
function directionNumbers(dimensions: number): Uint32Array {
  const v = new Uint32Array(dimensions * bits)
  for (let k = 0; k < bits; k++) v[k] = 2 ** (bits - 1 - k)
  const read = bitReader(joeKuoBits)
  let dimension = 1
  for (const [at, count] of polynomialsOfDegree.entries()) {
    for (let i = 0; i < count && dimension < dimensions; i++, dimension++) {
      fillDirections(v.subarray(dimension * bits, (dimension + 1) * bits), at + 1, read)
    }
  }
  return v
}

/** Reads the s initial numbers, then vₖ = a₁vₖ₋₁ ⊕ … ⊕ aₛ₋₁vₖ₋ₛ₊₁ ⊕ vₖ₋ₛ ⊕ (vₖ₋ₛ >> s). */
function fillDirections(v: Uint32Array, s: number, read: (count: number) => number): void {
  const a = read(s - 1)
  for (let k = 0; k < s; k++) v[k] = (2 * read(k) + 1) << (bits - 1 - k)
  for (let k = s; k < bits; k++) {
    let next = v[k - s] ^ (v[k - s] >>> s)
    for (let i = 1; i < s; i++) if (((a >>> (s - 1 - i)) & 1) === 1) next ^= v[k - i]
    v[k] = next
  }
}

/** Hands out the bits of a text in base 64 as numbers of the widths asked for, the highest bit first. */
function bitReader(base64: string): (count: number) => number {
  const bytes = atob(base64.replaceAll('\n', ''))
  let at = 0
  return (count) => {
    let value = 0
    for (const end = at + count; at < end; at++) {
      value = 2 * value + ((bytes.charCodeAt(at >>> 3) >>> (7 - (at & 7))) & 1)
    }
    return value
  }
}

/** Replaces v by L·v with a random L, and draws a random shift, for each dimension from a stream of its own. */
function scrambleDigits(directions: Uint32Array, shift: Uint32Array, scramble: Rng): void {
  const columns = new Uint32Array(bits)
  for (let j = 0; j < shift.length; j++) {
    const rng = scramble.fork(j)
    shift[j] = rng.integer(2 ** bits)
    for (let k = 0; k < bits; k++) {
      const diagonal = 2 ** (bits - 1 - k)
      columns[k] = diagonal + rng.integer(diagonal)
    }
    for (let k = j * bits; k < (j + 1) * bits; k++) directions[k] = multiply(columns, directions[k])
  }
}

/** The product of a matrix over GF(2), given by columns, and a vector whose highest bit is its first component. */
function multiply(columns: Uint32Array, vector: number): number {
  let product = 0
  for (let k = 0; k < bits; k++) if (((vector >>> (bits - 1 - k)) & 1) === 1) product ^= columns[k]
  return product
}
