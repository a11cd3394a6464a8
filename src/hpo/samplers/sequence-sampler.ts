import type { Rng } from '../../base/rng.ts'
import { type Params, valueAtShare } from '../space/distribution.ts'
import type { DeclaredSpace, Sampler, SamplerTraits, SuggestRequest } from '../core/sampler.ts'
import { parameterPositions } from './parameter-positions.ts'
import { suggestUniformly } from './suggest-uniformly.ts'
import { treeValues } from './tree-values.ts'

export const sequenceTraits: SamplerTraits = {
  joint: true,
  conditional: true,
  multiObjective: true,
  usesHistory: true,
}

/** Point number `index` of a sequence in [0, 1)^dimensions. */
export type PointAt = (index: number) => Float64Array

export interface SequenceSamplerParts {
  readonly name: string
  /** The sequence of a study, from its stream. */
  readonly points: (dimensions: number, studyRng: Rng) => PointAt
}

/** How many points in a row may break a hard constraint before one is taken all the same. */
const mostRefused = 500

/**
 * A sampler in which trial number n takes the n-th point of a sequence, and each parameter one dimension of it. Points
 * that the hard constraints of a declared space refuse are left out, so that trial n takes the n-th that they allow.
 */
export function sequenceSampler({ name, points }: SequenceSamplerParts): Sampler {
  const ofStudy = remembered<Rng, Map<number, PointAt>>(() => new Map())
  const ofSpace = remembered<PointAt, (declared: DeclaredSpace) => number[]>(() => remembered(() => []))
  const pointsOf = (dimensions: number, studyRng: Rng): PointAt => {
    const known = ofStudy(studyRng)
    const found = known.get(dimensions) ?? points(dimensions, studyRng.fork(name))
    known.set(dimensions, found)
    return found
  }
  return {
    name,
    traits: sequenceTraits,
    // The first trials of a define-by-run study: nobody knows yet which parameters there are.
    isStartup: (history, declared = null) => parameterPositions(history, declared).size === 0,
    suggest(request) {
      const { space, history, declared, trial, studyRng, rng } = request
      const positions = parameterPositions(history, declared)
      const strangers = [...space].filter(([name]) => !positions.has(name))
      const others = strangers.length === 0 ? {} : suggestUniformly(new Map(strangers), rng)
      if (strangers.length === space.size) return others
      const pointAt = pointsOf(positions.size, studyRng)
      if (declared === null) return { ...others, ...valuesAt(pointAt(trial.number), request, positions) }
      if (declared.allowsAll === true) return valuesAt(pointAt(trial.number), request, positions)
      const allowed = ofSpace(pointAt)(declared)
      return valuesAt(pointAt(nthAllowed(trial.number, { allowed, pointAt, declared, positions })), request, positions)
    },
  }
}

function valuesAt(
  point: Float64Array,
  { space, declared, trial }: Pick<SuggestRequest, 'space' | 'declared' | 'trial'>,
  positions: ReadonlyMap<string, number>,
): Params {
  const entries = [...space].filter(([name]) => positions.has(name))
  const known = entries.length === space.size ? space : new Map(entries)
  return treeValues({ space: known, declared, trial }, (name, distribution) =>
    valueAtShare(distribution, point[positions.get(name)!]),
  )
}

interface Search {
  /** Found so far, in order; grows. */
  readonly allowed: number[]
  readonly pointAt: PointAt
  readonly declared: DeclaredSpace
  readonly positions: ReadonlyMap<string, number>
}

/** The index of the n-th point that the hard constraints allow. */
function nthAllowed(n: number, { allowed, pointAt, declared, positions }: Search): number {
  const space = new Map(Array.from(declared.leaves.values(), ({ name, distribution }) => [name, distribution]))
  const request = { space, declared, trial: { number: n, fixed: {}, note: () => {} } }
  const isAllowed = (index: number): boolean => declared.allows(valuesAt(pointAt(index), request, positions))
  while (allowed.length <= n) {
    let index = allowed.length === 0 ? 0 : allowed.at(-1)! + 1
    for (let refused = 0; refused < mostRefused && !isAllowed(index); refused++) index++
    allowed.push(index)
  }
  return allowed[n]
}

/** `make`, called once for each object and forgotten with it. */
function remembered<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, Value>()
  return (key) => {
    const value = known.get(key) ?? make(key)
    known.set(key, value)
    return value
  }
}
