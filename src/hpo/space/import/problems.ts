import { InputError } from '../../../base/errors.ts'
import { cannotImport } from '../messages.ts'
import { childName } from '../node.ts'

/** What of a foreign description cannot be searched. */
export interface Problem {
  /** Where, as in `opt.beta1`. */
  readonly path: string
  readonly reason: string
}

/** Collects problems, so that one error names them all. */
export class Problems {
  private readonly found: Problem[] = []

  /** The result of `make`, or null where it finds a problem, which is kept under `path`. */
  attempt<T>(path: string, make: () => T): T | null {
    try {
      return make()
    } catch (error) {
      if (error instanceof Unsearchable) this.found.push({ path: childPath(path, error.at), reason: error.message })
      else if (error instanceof InputError) this.found.push({ path, reason: error.message })
      else throw error
      return null
    }
  }

  /** @throws InputError `space/cannot-import` when there is a problem */
  throwIfAny(source: string): void {
    if (this.found.length > 0) throw cannotImport(source, this.found)
  }
}

/** Why a part of a foreign description cannot be searched; `attempt` adds where it is. */
export class Unsearchable extends Error {
  readonly at: string

  constructor(reason: string, at = '') {
    super(reason)
    this.at = at
  }
}

function childPath(path: string, at: string): string {
  return at === '' ? path : childName(path, at)
}
