import { z } from 'zod'
import type { PrunerDefinition } from '../core/pruner.ts'
import { parseOptions } from '../parts/parse-options.ts'

const schema = z.strictObject({})

/** Never stops a trial. */
export const definition: PrunerDefinition<Readonly<Record<string, never>>> = {
  create(options) {
    parseOptions(schema, options, { kind: 'pruner', name: 'none' })
    return { name: 'none', shouldPrune: () => false }
  },
}
