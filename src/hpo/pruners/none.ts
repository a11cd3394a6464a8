import { z } from 'zod'
import { parseOptions } from '../core/parse-options.ts'
import type { PrunerDefinition } from '../core/pruner.ts'

const schema = z.strictObject({})

/** Never stops a trial. */
export const definition: PrunerDefinition<Readonly<Record<string, never>>> = {
  create(options) {
    parseOptions(schema, options, { kind: 'pruner', name: 'none' })
    return { name: 'none', shouldPrune: () => false }
  },
}
