import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createRng, type Rng } from '../../../../src/base/rng.ts'
import { crossoverOf, crossoverSchema } from '../../../../src/hpo/samplers/nsga/crossovers/named-crossover.ts'
import { polynomialMutation } from '../../../../src/hpo/samplers/nsga/polynomial-mutation.ts'
import { referencePoints } from '../../../../src/hpo/samplers/nsga/reference-points.ts'
import { unitIntercepts } from '../../../../src/hpo/samplers/nsga/unit-intercepts.ts'

// What Optuna 5 computed from the same uniform draws.
interface Evolution {
  readonly crossovers: readonly {
    readonly name: string
    readonly options: { readonly eta?: number }
    readonly parents: readonly (readonly number[])[]
    readonly uniforms: readonly number[]
    readonly child: readonly number[]
  }[]
  readonly mutations: readonly {
    readonly eta: number
    readonly gene: number
    readonly uniforms: readonly number[]
    readonly mutated: number
  }[]
  readonly normalized: readonly {
    readonly losses: readonly (readonly number[])[]
    readonly normalized: readonly (readonly number[])[]
  }[]
}

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../golden/${file}`, import.meta.url), 'utf8'))
const { crossovers, mutations, normalized } = read('optuna-5.0.0-evolution.json') as Evolution
const { nsga3_ref } = read('optuna-5.0.0.dev-golden.json') as {
  readonly nsga3_ref: Readonly<Record<string, readonly (readonly number[])[]>>
}

/** A stream that gives these draws. */
function scripted(uniforms: readonly number[]): Rng {
  const left = [...uniforms]
  return { ...createRng(0), uniform: () => left.shift()! }
}

describe('as Optuna', () => {
  test.each(crossovers)('$name $options to 1e-12', ({ name, options, parents, uniforms, child }) => {
    const crossover = crossoverOf(crossoverSchema.parse({ name, ...options }), 1)
    const genes = crossover.child(
      parents.map((parent) => Float64Array.from(parent)),
      scripted(uniforms),
    )
    child.forEach((expected, j) => expect(genes[j]).toBeCloseTo(expected, 12))
  })

  test.each(mutations)('polynomial mutation of $gene with η = $eta to 1e-12', ({ eta, gene, uniforms, mutated }) => {
    expect(polynomialMutation(gene, eta, scripted(uniforms))).toBeCloseTo(mutated, 12)
  })

  test.each(Object.entries(nsga3_ref))('reference points of %s objectives and divisions exactly', (key, expected) => {
    const [objectives, divisions] = key.split(',').map(Number)
    expect(referencePoints(objectives, divisions)).toEqual(expected)
  })

  test.each(normalized)('losses between ideal point and intercepts to 1e-9', ({ losses, normalized: expected }) => {
    unitIntercepts(losses).forEach((row, i) => row.forEach((loss, k) => expect(loss).toBeCloseTo(expected[i][k], 9)))
  })
})
