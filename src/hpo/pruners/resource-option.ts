import { z } from 'zod'

/** The schema of a resource that may be left to the pruner to find out. */
export function resourceOption() {
  const allowed = 'a whole number, at least 1, or "auto"'
  return z.union([z.literal('auto'), z.int(allowed).min(1, allowed)], allowed).default('auto')
}
