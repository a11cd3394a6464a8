import { test } from 'vitest'

/** A law that a part does not keep, by a part of its title, and why. */
export interface LawException {
  readonly law: string
  readonly reason: string
}

export type DeclareLaw = (title: string, check: () => Promise<void>) => void

/** Declares laws as tests; those excepted are reported as skipped, with the reason. */
export function lawsExcept(exceptions: readonly LawException[]): DeclareLaw {
  return (title, check) => {
    const exception = exceptions.find(({ law }) => title.includes(law))
    if (exception === undefined) test(title, check)
    else test.skip(`${title} (${exception.reason})`, check)
  }
}
