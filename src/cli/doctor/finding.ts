/** One thing that the doctor looked at. */
export interface Finding {
  readonly name: string
  /** `note`: something optional is missing. */
  readonly state: 'ok' | 'note' | 'problem'
  /** What was found. */
  readonly found: string
  /** What to do about it; null when all is well. */
  readonly fix: string | null
}

export function good(name: string, found: string): Finding {
  return { name, state: 'ok', found, fix: null }
}

export function note(name: string, found: string, fix: string): Finding {
  return { name, state: 'note', found, fix }
}

export function problem(name: string, found: string, fix: string): Finding {
  return { name, state: 'problem', found, fix }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
