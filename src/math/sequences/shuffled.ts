import type { Rng } from '../../base/rng.ts'

/** The numbers 0 … count − 1 in random order, every order equally likely (Durstenfeld 1964). Consumes the stream. */
export function shuffled(count: number, rng: Rng): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i)
  for (let last = count - 1; last > 0; last--) {
    const other = rng.integer(last + 1)
    const held = order[last]
    order[last] = order[other]
    order[other] = held
  }
  return order
}
