import { z } from 'zod'
import { latinHypercube } from '../../math/sequences/latin-hypercube.ts'
import type { PointSequence } from '../../math/sequences/point-sequence.ts'
import type { SamplerDefinition } from '../core/sampler.ts'
import { wholeNumber } from '../parts/number-options.ts'
import { parseOptions } from '../parts/parse-options.ts'
import { sequenceSampler, sequenceTraits } from './sequence-sampler.ts'

export interface LatinHypercubeOptions {
  /** Trials of one design, in which each has its own n-th part of every range; a whole number ≥ 1, default 32. */
  readonly n?: number
}

const schema = z.strictObject({ n: wholeNumber(1).default(32) })

/**
 * Latin hypercube designs: of every n trials each takes a different n-th of every range, so that n trials show n values
 * of each parameter. The next n trials are a new design. Points that a hard constraint refuses are left out, and their parts with them. Choose it for an initial design of known size; `qmc` does the
 * same for any number of trials.
 *
 * McKay, Beckman and Conover 1979. Optuna has no such sampler. In define-by-run studies the parameters of the first
 * trial that ended follow the design, others are random.
 */
export const definition: SamplerDefinition<LatinHypercubeOptions> = {
  traits: sequenceTraits,
  create(options) {
    const { n } = parseOptions(schema, options, { kind: 'sampler', name: 'latinHypercube' })
    return sequenceSampler({
      name: 'latinHypercube',
      points: (dimensions, studyRng) => {
        let latest: { readonly number: number; readonly design: PointSequence } | null = null
        return (index) => {
          const number = Math.floor(index / n)
          if (latest?.number !== number) {
            latest = { number, design: latinHypercube({ count: n, dimensions }, studyRng.fork(number)) }
          }
          return latest.design.point(index % n)
        }
      },
    })
  },
}
