import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

import { moduleSpecifiers } from '../compiler/syntax/module-specifiers.ts'
import { existingFile } from './existing-file.ts'

interface Imports {
  readonly changedAt: number
  readonly files: readonly string[]
}

/** Tells local modules that have changed since they were loaded from those that have not. */
export class ModuleStamps {
  /** The stamp with which each file was loaded first. */
  private readonly first = new Map<string, number>()
  private readonly imports = new Map<string, Imports>()

  /** A number that tells this state of the file, and of what it imports from beside it; null for the first state. */
  changeOf(file: string): number | null {
    const stamp = this.stampOf(file, new Set())
    const first = this.first.get(file) ?? stamp
    this.first.set(file, first)
    return stamp === first ? null : stamp
  }

  /** The sum of the times of change: the newest alone would miss a file that is replaced by an older one. */
  private stampOf(file: string, seen: Set<string>): number {
    if (seen.has(file)) return 0
    seen.add(file)
    const changedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs
    if (changedAt === undefined) return 0
    return this.importsOf(file, changedAt).reduce((sum, imported) => sum + this.stampOf(imported, seen), changedAt)
  }

  private importsOf(file: string, changedAt: number): readonly string[] {
    const known = this.imports.get(file)
    if (known?.changedAt === changedAt) return known.files
    const files = /\.[mc]?[jt]sx?$/.test(file) ? relativeImports(file) : []
    this.imports.set(file, { changedAt, files })
    return files
  }
}

function relativeImports(file: string): readonly string[] {
  const specifiers = moduleSpecifiers(readFileSync(file, 'utf8'), file)
  const paths = specifiers.filter((one) => /^\.{1,2}\//.test(one)).map((one) => resolve(dirname(file), one))
  return paths.map((path) => existingFile(path) ?? path)
}
