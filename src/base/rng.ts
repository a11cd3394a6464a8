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
  return new Stream(expandSeed(`${typeof seed}:${seed}`))
}

/** A seed for a study whose user gave none. The study stores it, so that the run can still be repeated. */
export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]
}

/** Four 32-bit words: what a stream starts from, and what the names of its sub-streams are mixed into. */
type Words = readonly [number, number, number, number]

/**
 * A stream costs little until it is used, because a study makes one for every parameter of every trial: four numbers, and
 * a function for what is asked of it. Those are functions of their own, so that they can be handed on: `rng.normal`.
 */
class Stream implements Rng {
  private readonly words: Words
  private a: number
  private b: number
  private c: number
  private d: number
  private spare: number | null = null
  private drawUniform: (() => number) | null = null
  private drawNormal: (() => number) | null = null

  constructor(words: Words) {
    this.words = words
    const [a, b, c, d] = words
    // xoshiro forbids the state of all zeros.
    this.a = (a | b | c | d) === 0 ? 1 : a
    this.b = b
    this.c = c
    this.d = d
  }

  get uniform(): () => number {
    this.drawUniform ??= () => (this.nextBits() >>> 5) * 2 ** -27 + (this.nextBits() >>> 6) * 2 ** -53
    return this.drawUniform
  }

  get integer(): (bound: number) => number {
    return (bound) => Math.floor(this.uniform() * bound)
  }

  get normal(): () => number {
    this.drawNormal ??= () => this.nextNormal()
    return this.drawNormal
  }

  get fork(): Rng['fork'] {
    return (...keys) => {
      let { words } = this
      for (const key of keys) words = mixIn(words, key)
      return new Stream(words)
    }
  }

  private nextNormal(): number {
    const kept = this.spare
    this.spare = null
    if (kept !== null) return kept
    const [first, second] = polarPair(this.uniform)
    this.spare = second
    return first
  }

  private nextBits(): number {
    const { b } = this
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9)
    this.c ^= this.a
    this.d ^= b
    this.b ^= this.c
    this.a ^= this.d
    this.c ^= b << 9
    this.d = rotateLeft(this.d, 11)
    return result
  }
}

function expandSeed(text: string): Words {
  const alea = seedrandom.alea(text)
  return [alea.int32(), alea.int32(), alea.int32(), alea.int32()]
}

/**
 * The words of the sub-stream named `key`: every unit of the name is multiplied into each of four lanes that feed one
 * another, and the length ends the name, so that `('a', 'b')` is not `('ab')`. A number is not the text of it. Multipliers
 * and finish are those of MurmurHash3 (Appleby 2011); this is no cryptographic hash.
 */
function mixIn([a, b, c, d]: Words, key: string | number): Words {
  const isNumber = typeof key === 'number'
  const name = isNumber && !Number.isInteger(key) ? String(key) : key
  const length = typeof name === 'number' ? 2 : name.length
  const end = (typeof name === 'number' ? 0 : length) * 2 + (isNumber ? 1 : 0)
  for (let i = 0; i <= length; i++) {
    const unit = i === length ? end : typeof name === 'string' ? name.charCodeAt(i) : halfOf(name, i)
    a = (rotateLeft(Math.imul(a ^ unit, 0xcc9e2d51), 15) + b) | 0
    b = (rotateLeft(Math.imul(b ^ unit, 0x1b873593), 13) + c) | 0
    c = (rotateLeft(Math.imul(c ^ unit, 0x85ebca6b), 16) + d) | 0
    d = (rotateLeft(Math.imul(d ^ unit, 0xc2b2ae35), 17) + a) | 0
  }
  return [finish(a ^ c), finish(b ^ d), finish(c + a), finish(d + b)]
}

/** The lower (0) or upper (1) 32 bits of a whole number. */
function halfOf(whole: number, half: number): number {
  return half === 0 ? whole | 0 : Math.floor(whole / 2 ** 32) | 0
}

/** Lets every bit of a word change half of the others. */
function finish(word: number): number {
  let x = word | 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return x ^ (x >>> 16)
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
