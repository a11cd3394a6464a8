/** What an error says, in the order in which a reader needs it. */
export interface ErrorText {
  /** What happened, with the offending value: `Parameter "lr" got 0, outside (1e-5, 1e-1).` */
  readonly what: string
  /** What would have been accepted. */
  readonly allowed?: string
  /** What the reader should do next. */
  readonly advice: string
  /** Machine-readable facts: at least the offending value where there is one. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/**
 * Base of every error that Ansatz raises on purpose.
 *
 * `code` is stable (`area/problem`, for example `space/bad-range`); programs match on it, people read `message`.
 */
export class AnsatzError extends Error {
  override readonly name: string = 'AnsatzError'
  readonly code: string
  readonly allowed: string | undefined
  readonly advice: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: string, text: ErrorText) {
    const allowed = text.allowed === undefined ? '' : ` Allowed: ${text.allowed}.`
    super(`${text.what}${allowed} ${text.advice}`, text.cause === undefined ? undefined : { cause: text.cause })
    this.code = code
    this.allowed = text.allowed
    this.advice = text.advice
    this.details = text.details ?? {}
  }
}

/** The caller passed something that cannot be used. */
export class InputError extends AnsatzError {
  override readonly name = 'InputError'
}

/** A study could not be read or written. */
export class StorageError extends AnsatzError {
  override readonly name = 'StorageError'
}

/** Something that the machine should have is missing or does not work. */
export class EnvironmentError extends AnsatzError {
  override readonly name = 'EnvironmentError'
}

/** The state of the program does not allow this call (a finished trial told twice, a closed study). */
export class StateError extends AnsatzError {
  override readonly name = 'StateError'
}

const longestShown = 120

/** The offending value as it appears in an error text: short, unambiguous, never throwing. */
export function describeValue(value: unknown): string {
  const text = describe(value)
  return text.length > longestShown ? `${text.slice(0, longestShown - 1)}…` : text
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`
  if (typeof value !== 'object' || value === null) return String(value)
  try {
    return JSON.stringify(value) ?? Object.prototype.toString.call(value)
  } catch {
    return Object.prototype.toString.call(value)
  }
}
