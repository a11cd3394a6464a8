import type { Rng } from '../../base/rng.ts'
import { requireDimensions, requireIndex } from './messages.ts'
import { type PointSequence, pointSequence } from './point-sequence.ts'

/** The largest double below 1. */
const belowOne = 1 - 2 ** -53

/** How one dimension counts: index in base p, digits mirrored at the point, each digit d replaced by (f·d + c) mod p. */
interface Base {
  readonly p: number
  /** f and c, one pair for each digit; empty for the plain sequence, whose digits end with those of the index. */
  readonly maps: Uint32Array
}

/**
 * The Halton sequence: in dimension j the digits of the index in the j-th prime base, mirrored at the decimal point.
 * Good up to about ten dimensions; the plain sequence is visibly regular in higher ones.
 *
 * With `scramble` each digit position gets its own random bijection d → f·d + c (mod p): every point becomes uniform in
 * the cube and the regular patterns of large primes break up. Such maps send any two digits to any two others equally
 * often, so that the variance of a mean over the points is the same as with permutations drawn from all (the choice of
 * Owen 2017, arXiv:1706.02808), without tables that grow with the primes. Only forks of the stream are used.
 *
 * @param dimensions 1 or more
 * @throws InputError `sequence/bad-dimensions`; `sequence/bad-index` from the points for one beyond 2⁵³ − 1
 */
export function halton(dimensions: number, scramble: Rng | null = null): PointSequence {
  requireDimensions('Halton', dimensions, Number.POSITIVE_INFINITY)
  const bases = primes(dimensions).map((p, j): Base => ({ p, maps: digitMaps(p, scramble?.fork(j)) }))
  return pointSequence(dimensions, (index, out, at) => {
    requireIndex('Halton', index, Number.MAX_SAFE_INTEGER)
    for (let j = 0; j < dimensions; j++) out[at + j] = Math.min(belowOne, mirrored(index, bases[j]))
  })
}

function mirrored(index: number, { p, maps }: Base): number {
  let sum = 0
  let unit = 1 / p
  for (let rest = index, k = 0; rest > 0 || k < maps.length; k += 2, unit /= p) {
    const digit = rest % p
    sum += unit * (k < maps.length ? (maps[k] * digit + maps[k + 1]) % p : digit)
    rest = (rest - digit) / p
  }
  return sum
}

/** A map for every digit that a double in [0, 1) can tell. */
function digitMaps(p: number, rng: Rng | undefined): Uint32Array {
  if (rng === undefined) return new Uint32Array(0)
  const digits = Math.ceil(53 / Math.log2(p))
  return Uint32Array.from({ length: 2 * digits }, (_, k) => (k % 2 === 0 ? 1 + rng.integer(p - 1) : rng.integer(p)))
}

/** The first `count` primes. */
function primes(count: number): readonly number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) {
    if (found.every((p) => p * p > n || n % p !== 0)) found.push(n)
  }
  return found
}
