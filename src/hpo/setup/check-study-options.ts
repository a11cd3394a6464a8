import { z } from 'zod'
import { checkOptions } from '../study/opening/check-options.ts'
import { newStudyFields, sharedFields } from '../study/opening/open-study.ts'
import type { CreateStudyOptions, LoadStudyOptions } from './study-options.ts'

type Fields<Options> = Readonly<Record<keyof Options, z.ZodType>>

/** Checked where they are used. */
const elsewhere = z.unknown().optional()

const name = z.string('the name of a study')
const place = { storage: elsewhere, name } satisfies Fields<Pick<LoadStudyOptions, 'storage' | 'name'>>
const load = { ...place, ...sharedFields, sampler: elsewhere, pruner: elsewhere } satisfies Fields<LoadStudyOptions>
const create = {
  ...load,
  ...newStudyFields,
  name: name.optional(),
  direction: elsewhere,
  directions: elsewhere,
} satisfies Fields<CreateStudyOptions>

/** The options of each function by which studies are opened and managed. */
const schemas = {
  createStudy: z.strictObject(create),
  loadStudy: z.strictObject(load),
  loadStudyFile: z.strictObject({ ...load, name: name.optional() }),
  listStudies: z.strictObject({ storage: elsewhere }),
  deleteStudy: z.strictObject(place),
}

/**
 * Refuses options that `call` does not have, before anything is opened.
 *
 * @throws InputError `study/bad-option`, `study/unknown-option`
 */
export function checkStudyOptions(call: keyof typeof schemas, options: unknown): void {
  checkOptions(schemas[call], options, call)
}
