import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

import { parseCell } from '../compiler/analyze-cell.ts'
import { findProblem } from '../compiler/cell-problem.ts'
import { moduleSpecifiers } from '../compiler/syntax/module-specifiers.ts'
import { existingFile } from './existing-file.ts'

/**
 * The first place with wrong syntax in a module and what it imports from beside it, as `/home/ada/net.mjs:2:19`; null for
 * none. Node.js knows that place and does not tell it to the code that imports.
 */
export function placeOfSyntaxError(file: string, seen: Set<string> = new Set()): string | null {
  if (seen.has(file) || !/\.[mc]?[jt]sx?$/.test(file)) return null
  seen.add(file)
  const source = readFileSync(file, 'utf8')
  const at = findProblem(source, parseCell(source))?.at
  if (at) return `${file}:${at.line}:${at.column}`
  for (const specifier of moduleSpecifiers(source, file)) {
    const imported = /^\.{1,2}\//.test(specifier) ? existingFile(resolve(dirname(file), specifier)) : null
    const place = imported === null ? null : placeOfSyntaxError(imported, seen)
    if (place !== null) return place
  }
  return null
}
