import { z } from 'zod'
import { type CheckedCrossover, type CrossoverChoice, crossoverSchema } from './crossovers/named-crossover.ts'
import type { Mutation } from './mutate.ts'
import { numberFrom, wholeNumber } from '../../parts/number-options.ts'

/** How an evolutionary sampler is tuned. */
export interface NsgaOptions {
  /** Complete trials per generation, of which as many are kept as parents; a whole number ≥ 2, default 50. */
  readonly populationSize?: number
  /** How the numbers of a child come from its parents; choices always come from one of two. */
  readonly crossover?: CrossoverChoice
  /** The probability that a child has more than one parent; in [0, 1], default 0.9. */
  readonly crossoverProb?: number
  /** The probability that a choice comes from the second parent; in [0, 1], default 0.5. */
  readonly swapProb?: number
  /** How a mutated number changes: a fresh uniform draw or a small move, which `eta` ≥ 0 makes smaller (default 20). */
  readonly mutation?: MutationChoice
  /** The probability that a parameter mutates; in [0, 1], default 1 / number of parameters. */
  readonly mutationProb?: number
}

export type MutationChoice = 'resample' | 'polynomial' | { readonly name: 'polynomial'; readonly eta?: number }

export interface NsgaSettings {
  readonly populationSize: number
  readonly crossover: CheckedCrossover
  readonly crossoverProb: number
  readonly swapProb: number
  readonly mutation: Mutation
  readonly mutationProb: number | null
}

const probability = numberFrom(0, 1)

const mutationAllowed = 'resample, polynomial, or { name: "polynomial", eta } with eta at least 0'
const usualEta = 20
const mutationSchema = z.unknown().transform((choice, context): Mutation => {
  if (choice === 'resample') return { name: choice }
  const parsed = polynomial.safeParse(choice === 'polynomial' ? { name: choice } : choice)
  if (parsed.success) return parsed.data
  context.issues.push({ code: 'custom', message: mutationAllowed, input: choice })
  return z.NEVER
})
const polynomial = z.strictObject({ name: z.literal('polynomial'), eta: z.number().min(0).default(usualEta) })

/** What the evolutionary samplers have in common, with the defaults of one of them. */
export function nsgaSchema(defaults: Pick<NsgaOptions, 'crossover' | 'mutation' | 'mutationProb'>) {
  return z.strictObject({
    populationSize: wholeNumber(2).default(50),
    crossover: z.unknown().default(defaults.crossover).pipe(crossoverSchema),
    crossoverProb: probability.default(0.9),
    swapProb: probability.default(0.5),
    mutation: z.unknown().default(defaults.mutation).pipe(mutationSchema),
    mutationProb: probability.nullable().default(defaults.mutationProb ?? null),
  })
}
