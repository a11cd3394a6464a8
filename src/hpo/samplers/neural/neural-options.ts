import { z } from 'zod'
import { type SurrogateName, surrogateNames } from '../../surrogates/registry.ts'
import { wholeNumber } from '../../parts/number-options.ts'
import { parseOptions } from '../../parts/parse-options.ts'

/** How the networks model. */
export interface NeuralOptions {
  /**
   * `bayesianLastLayer` (default): one network, and linear regression on its last layer. `deepEnsemble`: several networks,
   * whose disagreement tells where little is known; takes several times as long.
   */
  readonly surrogate?: SurrogateName
  /** Units in each of the two hidden layers; a whole number ≥ 1, default 16. */
  readonly width?: number
  /** Networks of an ensemble; a whole number ≥ 2, default 5. */
  readonly members?: number
  /** Complete trials drawn at random before the model is used; a whole number ≥ 1, default 10. */
  readonly nStartupTrials?: number
  /** Points that are compared before the better ones are improved; a whole number ≥ 1, default 512. */
  readonly candidates?: number
  /** Points that are improved by climbing; a whole number ≥ 1, default 5. */
  readonly restarts?: number
}

const schema = z.strictObject({
  surrogate: z.enum(surrogateNames, surrogateNames.join(', ')).default('bayesianLastLayer'),
  width: wholeNumber(1).default(16),
  members: wholeNumber(2).default(5),
  nStartupTrials: wholeNumber(1).default(10),
  candidates: wholeNumber(1).default(512),
  restarts: wholeNumber(1).default(5),
})

export type NeuralSettings = z.output<typeof schema>

/** @throws InputError `sampler/unknown-option`, `sampler/bad-option` */
export function neuralSettings(options: NeuralOptions | undefined): NeuralSettings {
  return parseOptions(schema, options, { kind: 'sampler', name: 'neural' })
}
