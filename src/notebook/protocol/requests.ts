import { z } from 'zod'

const freeForm = z.record(z.string(), z.unknown())
const cursor = z.int().nonnegative().nullish()

/** What the content of each request must hold. Clients may leave out everything that has a default. */
export const requestSchemas = {
  execute_request: z.object({
    code: z.string(),
    silent: z.boolean().default(false),
    store_history: z.boolean().default(true),
    user_expressions: z.record(z.string(), z.string()).nullish(),
    allow_stdin: z.boolean().default(false),
    stop_on_error: z.boolean().default(true),
  }),
  complete_request: z.object({ code: z.string(), cursor_pos: cursor }),
  inspect_request: z.object({
    code: z.string(),
    cursor_pos: cursor,
    detail_level: z.union([z.literal(0), z.literal(1)]).default(0),
  }),
  is_complete_request: z.object({ code: z.string() }),
  history_request: z.object({
    hist_access_type: z.enum(['tail', 'range', 'search']).default('tail'),
    output: z.boolean().default(false),
    raw: z.boolean().default(true),
    n: z.int().nonnegative().nullish(),
    session: z.int().nullish(),
    start: z.int().nullish(),
    stop: z.int().nullish(),
    pattern: z.string().nullish(),
    unique: z.boolean().default(false),
  }),
  comm_info_request: z.object({ target_name: z.string().nullish() }),
  comm_open: z.object({ comm_id: z.string(), target_name: z.string().default(''), data: freeForm.default({}) }),
  comm_msg: z.object({ comm_id: z.string(), data: freeForm.default({}) }),
  comm_close: z.object({ comm_id: z.string(), data: freeForm.default({}) }),
  delete_subshell_request: z.object({ subshell_id: z.string() }),
  shutdown_request: z.object({ restart: z.boolean().default(false) }),
  input_reply: z.object({ value: z.string() }),
} as const

export type RequestType = keyof typeof requestSchemas
export type RequestContent<Type extends RequestType> = z.output<(typeof requestSchemas)[Type]>

/** The content of a request of `type` with its defaults filled in, or what is wrong with it. */
export function readContent<Type extends RequestType>(
  type: Type,
  content: unknown,
): { readonly ok: true; readonly content: RequestContent<Type> } | { readonly ok: false; readonly problem: string } {
  const result = requestSchemas[type].safeParse(content)
  return result.success
    ? { ok: true, content: result.data as RequestContent<Type> }
    : { ok: false, problem: z.prettifyError(result.error) }
}
