import type { Rng } from './rng.ts'

/** Numbers that nobody can predict, for what must not be guessed. Needs none of the generators that studies repeat. */
export const secureRandom: Pick<Rng, 'uniform'> = {
  uniform: () => crypto.getRandomValues(new Uint32Array(1))[0] * 2 ** -32,
}
