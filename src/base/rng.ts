import seedrandom from 'seedrandom'

/**
 * A stream of random numbers that can hand out independent sub-streams by name.
 *
 * The generator is xoshiro128** (Blackman and Vigna 2018). Sub-streams depend only on the seed and the names, never on
 * how much of the parent was consumed: two workers that fork `('trial', 7)` draw the same numbers.
 */
export interface Rng {
  /** A float in [0, 1) with 53 random bits. */
  uniform(): number
  /** A whole number in [0, bound). */
  integer(bound: number): number
  /** A draw from the standard normal distribution. */
  normal(): number
  /** The independent stream named by `keys`. */
  fork(...keys: readonly (string | number)[]): Rng
}

export type Seed = string | number

/** The stream that belongs to a seed. The same seed gives the same stream on every machine. */
export function createRng(seed: Seed): Rng {
  // Escaped, so that the seed 'a/b' is not the stream that the seed 'a' forks as 'b'.
  return rngFromKey(`${typeof seed}:${typeof seed === 'string' ? escapeKey(seed) : seed}`)
}

/** A seed for a study whose user gave none. The study stores it, so that the run can still be repeated. */
export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]
}

function rngFromKey(key: string): Rng {
  const state = expandKey(key)
  let spare: number | null = null
  const uniform = (): number => (nextBits(state) >>> 5) * 2 ** -27 + (nextBits(state) >>> 6) * 2 ** -53
  return {
    uniform,
    integer: (bound) => Math.floor(uniform() * bound),
    normal() {
      if (spare !== null) {
        const value = spare
        spare = null
        return value
      }
      const [first, second] = polarPair(uniform)
      spare = second
      return first
    },
    fork: (...keys) => rngFromKey(`${key}/${keys.map(escapeKey).join('/')}`),
  }
}

/** Keeps `fork('a/b')` apart from `fork('a', 'b')`, and `fork(1)` from `fork('1')`. */
function escapeKey(key: string | number): string {
  return typeof key === 'number' ? `#${key}` : key.replaceAll(/[/#\\]/g, String.raw`\$&`)
}

/** Four 32-bit words from a text, through seedrandom's Alea; its state of all zeros, which xoshiro forbids, is avoided. */
function expandKey(key: string): Uint32Array {
  const alea = seedrandom.alea(key)
  const state = Uint32Array.from({ length: 4 }, () => alea.int32() >>> 0)
  if (state.every((word) => word === 0)) state[0] = 1
  return state
}

function nextBits(s: Uint32Array): number {
  const result = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9)
  const t = s[1] << 9
  s[2] ^= s[0]
  s[3] ^= s[1]
  s[1] ^= s[2]
  s[0] ^= s[3]
  s[2] ^= t
  s[3] = rotateLeft(s[3], 11)
  return result >>> 0
}

function rotateLeft(x: number, bits: number): number {
  return (x << bits) | (x >>> (32 - bits))
}

/** Marsaglia's polar method: two independent standard normal draws. */
function polarPair(uniform: () => number): [number, number] {
  for (;;) {
    const u = 2 * uniform() - 1
    const v = 2 * uniform() - 1
    const r = u * u + v * v
    if (r > 0 && r < 1) {
      const scale = Math.sqrt((-2 * Math.log(r)) / r)
      return [u * scale, v * scale]
    }
  }
}
