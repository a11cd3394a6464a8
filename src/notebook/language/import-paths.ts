import { readFileSync } from 'node:fs'
import { builtinModules, createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { CompletionResult } from '../ipc/language-messages.ts'

const importBefore = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]*)$/

/** Whether `offset` lies in the text that names a module, and where that text begins; null elsewhere. */
export function importPathAt(code: string, offset: number): { readonly typed: string; readonly start: number } | null {
  const typed = importBefore.exec(code.slice(0, offset))?.[2]
  return typed === undefined ? null : { typed, start: offset - typed.length }
}

/** The packages that a cell can import by name and what Node.js brings along, as far as they continue `typed`. */
export function packagePaths(folder: string, at: { readonly typed: string; readonly start: number }): CompletionResult {
  const { typed, start } = at
  const builtins = builtinModules
    .filter((name) => !name.startsWith('_'))
    .map((name) => `node:${name.replace(/^node:/, '')}`)
  const own = ['ansatz', 'ansatz/hpo', 'ansatz/testing', 'ansatz/train']
  const entries = typed.includes('/') ? packageEntries(folder, typed) : []
  const items = [...new Set([...notebookPackages(folder), ...own, ...entries, ...builtins])]
    .filter((name) => name.startsWith(typed))
    .map((text) => ({ text, kind: 'module' }))
  return { items, start, end: start + typed.length }
}

/** The entries that the package named at the beginning of `typed` has, as `zod/mini`. */
function packageEntries(folder: string, typed: string): readonly string[] {
  const name = typed.split('/', typed.startsWith('@') ? 2 : 1).join('/')
  const places = createRequire(join(folder, 'cell.js')).resolve.paths(name) ?? []
  const manifests = places.map((place) => readManifest(join(place, name, 'package.json')))
  const { exports } = manifests.find((manifest) => manifest !== null) ?? {}
  const entries = Object.keys(Object(exports)).filter((entry) => entry.startsWith('./') && !entry.includes('*'))
  return entries.map((entry) => name + entry.slice(1))
}

/** The packages of the notebook: those that the package.json nearest to its folder asks for. */
export function notebookPackages(folder: string): readonly string[] {
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = nearestManifest(folder)
  const names = Object.keys({ ...peerDependencies, ...optionalDependencies, ...devDependencies, ...dependencies })
  return names.filter((name) => !name.startsWith('@types/')).sort()
}

interface Manifest {
  readonly dependencies?: object
  readonly devDependencies?: object
  readonly peerDependencies?: object
  readonly optionalDependencies?: object
  readonly exports?: unknown
}

function nearestManifest(folder: string): Manifest {
  const found = readManifest(join(folder, 'package.json'))
  if (found !== null) return found
  return dirname(folder) === folder ? {} : nearestManifest(dirname(folder))
}

/** Null where there is none. One that is broken says nothing. */
function readManifest(path: string): Manifest | null {
  const text = readText(path)
  if (text === null) return null
  try {
    return Object(JSON.parse(text)) as Manifest
  } catch {
    return {}
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
