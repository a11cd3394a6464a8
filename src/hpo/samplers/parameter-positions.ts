import type { DeclaredSpace, History } from '../core/sampler.ts'

/**
 * The dimension of a sequence that each parameter has: its position among all of a declared space, or among those of the
 * first trial of a define-by-run study that ended, by name. It stays the same for the whole study, whichever parameters
 * a trial has. Empty while a define-by-run study has no such trial.
 */
export function parameterPositions({ trials }: History, declared: DeclaredSpace | null): ReadonlyMap<string, number> {
  if (declared !== null) return remembered(declared, () => [...declared.leaves.keys()])
  const first = trials.find(({ state }) => state === 'complete' || state === 'pruned')
  return first === undefined ? new Map() : remembered(first, () => Object.keys(first.distributions).sort())
}

const positions = new WeakMap<object, ReadonlyMap<string, number>>()

function remembered(owner: object, names: () => readonly string[]): ReadonlyMap<string, number> {
  let known = positions.get(owner)
  if (known === undefined) {
    known = new Map(names().map((name, position) => [name, position]))
    positions.set(owner, known)
  }
  return known
}
