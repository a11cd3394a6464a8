import { z } from 'zod'
import { halton } from '../../math/sequences/halton.ts'
import { sobol } from '../../math/sequences/sobol.ts'
import type { SamplerDefinition } from '../core/sampler.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { sequenceSampler, sequenceTraits } from './sequence-sampler.ts'

export interface QmcOptions {
  /**
   * The sequence: `sobol` (default) for up to 1,111 parameters, best when the number of trials is a power of two, or
   * `halton` for any number of parameters, though good for about ten.
   */
  readonly type?: 'sobol' | 'halton'
  /**
   * Randomises the sequence by the study's seed, which keeps its evenness; default true. `false` gives the textbook
   * sequence, whose first point is the lower end of every range.
   */
  readonly scramble?: boolean
}

const allowedTypes = '"sobol" or "halton"'
const schema = z.strictObject({
  type: z.enum(['sobol', 'halton'], allowedTypes).default('sobol'),
  scramble: z.boolean('true or false').default(true),
})

/**
 * Quasi-random points: trial n takes point n (the n-th that the hard constraints allow) of a low-discrepancy sequence, which fills the space more evenly than random
 * draws whatever the number of trials. Works with any kind of parameter, with branches, with any number of objectives,
 * and for any number of workers without a race. Choose it to map a space, or as a better yardstick than `random`.
 *
 * A choice takes the part of [0, 1) that its coordinate falls into. In define-by-run studies the parameters of the first
 * trial that ended follow the sequence, others are random.
 *
 * Bergstra and Bengio 2012, "Random search for hyper-parameter optimization", section 4.3. Unlike Optuna's `QMCSampler`,
 * scrambling is on by default, and the point comes from the trial's number, so that no point is used twice.
 */
export const definition: SamplerDefinition<QmcOptions> = {
  traits: sequenceTraits,
  create(options) {
    const { type, scramble } = parseOptions(schema, options, { kind: 'sampler', name: 'qmc' })
    const sequence = type === 'sobol' ? sobol : halton
    return sequenceSampler({
      name: 'qmc',
      points: (dimensions, studyRng) => sequence(dimensions, scramble ? studyRng.fork(type) : null).point,
    })
  },
}
