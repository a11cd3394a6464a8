import { readFileSync, statSync } from 'node:fs'

import { modulePositions } from '../compiler/compile-module.ts'
import type { Dialect } from '../compiler/syntax/dialect.ts'
import type { Position, PositionMap, Reading } from '../compiler/syntax/position-map.ts'

interface Known {
  readonly changedAt: number
  readonly map: PositionMap
}

/** The TypeScript modules that cells import, for stack traces: the engine knows them without their types. */
export class ModuleSources {
  private readonly dialect: Dialect
  private readonly known = new Map<string, Known>()

  constructor(dialect: Dialect) {
    this.dialect = dialect
  }

  /** The place in the text of a module; null where that cannot be told. */
  locate(file: string, at: Position, reading?: Reading): Position | null {
    try {
      return this.mapOf(file)(at, reading)
    } catch {
      // A stack trace must not fail because a file is gone.
      return null
    }
  }

  private mapOf(file: string): PositionMap {
    const changedAt = statSync(file).mtimeMs
    const known = this.known.get(file)
    if (known?.changedAt === changedAt) return known.map
    const map = modulePositions(readFileSync(file, 'utf8'), this.dialect)
    this.known.set(file, { changedAt, map })
    return map
  }
}
