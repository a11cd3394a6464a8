import { badArgument } from '../../../base/check-argument.ts'
import { z } from 'zod'
import type { Space } from '../space.ts'
import { spaceFromJsonSchema } from './space-from-json-schema.ts'

/**
 * The space of the values that a zod schema accepts, typed like them: bounded numbers, booleans, enums, literals, objects
 * and discriminated unions. What zod cannot say is written in its metadata:
 * `z.number().min(1e-5).max(1e-1).meta({ hpo: { log: true } })`.
 *
 * Refinements cannot be read; add them: `.require('accepted', (p) => schema.safeParse(p).success)`.
 *
 * @example spaceFromZod(z.object({ lr: z.number().min(1e-5).max(1e-1), act: z.enum(['tanh', 'sin']) }))
 * @throws InputError `space/cannot-import` with the path of everything that cannot be searched
 */
export function spaceFromZod<T>(schema: z.ZodType<T>): Space<T> {
  if (!(schema instanceof z.ZodType)) {
    throw badArgument({
      call: 'spaceFromZod',
      what: 'the schema',
      value: schema,
      allowed: 'a schema of zod 4, such as z.object({ … })',
    })
  }
  // The JSON Schema has lost the type, and describes the same values.
  return spaceFromJsonSchema(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })) as Space<T>
}
