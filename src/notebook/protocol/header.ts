/** The version of the Jupyter messaging protocol that we speak. Clients compare only the major number. */
export const protocolVersion = '5.5'

/** The first part of every message, with the field names of the protocol. */
export interface Header {
  readonly msg_id: string
  readonly msg_type: string
  readonly session: string
  readonly username: string
  /** ISO 8601. */
  readonly date: string
  readonly version: string
  /** The subshell that a request is for (JEP 91); null or absent for the main shell. */
  readonly subshell_id?: string | null
}

/**
 * The header in `value`, or null when it is none. Clients differ in what they leave out, so only the two fields that
 * routing needs are required. Written by hand: zod takes 45 ms to load, and a header is read before the first reply.
 */
export function readHeader(value: unknown): Header | null {
  if (typeof value !== 'object' || value === null) return null
  const fields = value as Record<string, unknown>
  if (!isName(fields.msg_id) || !isName(fields.msg_type)) return null
  return {
    msg_id: fields.msg_id,
    msg_type: fields.msg_type,
    session: textOr(fields.session, ''),
    username: textOr(fields.username, ''),
    date: textOr(fields.date, ''),
    version: textOr(fields.version, ''),
    ...(typeof fields.subshell_id === 'string' && { subshell_id: fields.subshell_id }),
  }
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}
