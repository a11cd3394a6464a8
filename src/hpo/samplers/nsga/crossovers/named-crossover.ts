import { z } from 'zod'
import { blxAlpha } from './blx-alpha.ts'
import type { Crossover } from './crossover.ts'
import { sbx } from './sbx.ts'
import { spx } from './spx.ts'
import { undx } from './undx.ts'
import { uniform } from './uniform.ts'
import { vsbx } from './vsbx.ts'

/** How two or three parents make the numeric parameters of a child: a name, or a name with the numbers it is tuned by. */
export type CrossoverChoice =
  | CrossoverName
  | { readonly name: 'uniform'; readonly swapProb?: number }
  | { readonly name: 'blxAlpha'; readonly alpha?: number }
  | { readonly name: 'spx'; readonly epsilon?: number }
  | { readonly name: 'sbx'; readonly eta?: number; readonly geneProb?: number; readonly swapProb?: number }
  | { readonly name: 'vsbx'; readonly eta?: number; readonly geneProb?: number; readonly swapProb?: number }
  | { readonly name: 'undx'; readonly sigmaXi?: number; readonly sigmaEta?: number }

export type CrossoverName = 'uniform' | 'blxAlpha' | 'spx' | 'sbx' | 'vsbx' | 'undx'

const probability = z.number().min(0).max(1)
const width = z.number().gt(0)
const eta = z.number().min(0).optional()
const pick = { geneProb: probability.default(0.5), swapProb: probability.default(0.5) }

const named = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('uniform'), swapProb: probability.default(0.5) }),
  z.strictObject({ name: z.literal('blxAlpha'), alpha: z.number().min(0).default(0.5) }),
  z.strictObject({ name: z.literal('spx'), epsilon: width.optional() }),
  z.strictObject({ name: z.literal('sbx'), eta, ...pick }),
  z.strictObject({ name: z.literal('vsbx'), eta, ...pick }),
  z.strictObject({ name: z.literal('undx'), sigmaXi: width.default(0.5), sigmaEta: width.optional() }),
])

const allowed =
  'uniform, blxAlpha, spx, sbx, vsbx, undx, or an object of such a name and its options, as { name: "sbx", eta: 10 }'

/** A checked choice. */
export const crossoverSchema = z.unknown().transform((choice, context) => {
  const parsed = named.safeParse(typeof choice === 'string' ? { name: choice } : choice)
  if (parsed.success) return parsed.data
  context.issues.push({ code: 'custom', message: allowed, input: choice })
  return z.NEVER
})

export type CheckedCrossover = z.output<typeof named>

/** The crossover that was chosen, for a study with so many objectives. */
export function crossoverOf(choice: CheckedCrossover, objectives: number): Crossover {
  const usualEta = objectives === 1 ? 2 : 20
  switch (choice.name) {
    case 'uniform':
      return uniform(choice)
    case 'blxAlpha':
      return blxAlpha(choice)
    case 'spx':
      return spx(choice)
    case 'sbx':
      return sbx({ ...choice, eta: choice.eta ?? usualEta })
    case 'vsbx':
      return vsbx({ ...choice, eta: choice.eta ?? usualEta })
    case 'undx':
      return undx(choice)
  }
}
