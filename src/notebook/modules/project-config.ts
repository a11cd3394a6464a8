import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join, resolve } from 'node:path'

import type { JsxOptions, LegacyDecorators } from '../compiler/syntax/dialect.ts'
import { existingFile } from './existing-file.ts'

/** What a `tsconfig.json` beside the notebook says about running its code. Plain data: threads hand it over. */
export interface ProjectConfig {
  readonly aliases: readonly PathAlias[]
  readonly jsx: JsxOptions | null
  /** Null for the decorators of the standard. */
  readonly legacyDecorators: LegacyDecorators | null
}

/** An entry of `paths`: a specifier of this form may be one of these files. */
interface PathAlias {
  readonly prefix: string
  /** Null for an entry without `*`, which stands for itself alone. */
  readonly suffix: string | null
  /** Absolute; `*` stands for what the specifier has between prefix and suffix. */
  readonly targets: readonly string[]
}

interface RawConfig {
  readonly extends?: unknown
  readonly compilerOptions?: Readonly<Record<string, unknown>>
}

/** What cannot be read says nothing; the diagnostics of the notebook use TypeScript's own reader. */
export function readProjectConfig(folder: string): ProjectConfig {
  const options = readOptions(join(folder, 'tsconfig.json'), 0)
  return { aliases: aliasesOf(options), jsx: jsxOf(options), legacyDecorators: legacyDecoratorsOf(options) }
}

/** The file that a specifier stands for by `paths`; null for none. */
export function resolveAlias({ aliases }: ProjectConfig, specifier: string): string | null {
  for (const { prefix, suffix, targets } of aliases) {
    const isOther =
      suffix === null
        ? specifier !== prefix
        : !specifier.startsWith(prefix) ||
          !specifier.endsWith(suffix) ||
          specifier.length < prefix.length + suffix.length
    if (isOther) continue
    const star = suffix === null ? '' : specifier.slice(prefix.length, specifier.length - suffix.length)
    for (const target of targets) {
      // A function, because the text may hold what `replace` takes for a pattern.
      const file = existingFile(target.replace('*', () => star))
      if (file !== null) return file
    }
  }
  return null
}

type Options = Readonly<Record<string, unknown>>

/** How many configurations may extend one another: a circle ends here. */
const maxDepth = 10

/** `pathsFolder` is added: the folder that `paths` are relative to. */
function readOptions(file: string, depth: number): Options {
  if (depth > maxDepth || !existsSync(file)) return {}
  const { extends: parents = [], compilerOptions: own = {} } = readConfig(file)
  const names = (Array.isArray(parents) ? parents : [parents]).filter((name) => typeof name === 'string')
  const inherited = names.map((name) => readOptions(locate(name, file), depth + 1))
  const folder = dirname(file)
  const baseUrl = typeof own.baseUrl === 'string' ? { baseUrl: resolve(folder, own.baseUrl) } : {}
  const pathsFolder = own.paths === undefined ? {} : { pathsFolder: folder }
  return Object.assign({}, ...inherited, own, baseUrl, pathsFolder) as Options
}

function readConfig(file: string): RawConfig {
  try {
    const value: unknown = JSON.parse(withoutComments(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')))
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

/** JSON with comments and trailing commas, as TypeScript takes it, without either. Texts stay as they are. */
function withoutComments(text: string): string {
  const plain = text.replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[^]*?\*\//g, (_, kept?: string) => kept ?? ' ')
  return plain.replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, (_, kept?: string) => kept ?? '')
}

function locate(name: string, from: string): string {
  if (/^\.{1,2}\//.test(name) || isAbsolute(name)) {
    const path = resolve(dirname(from), name)
    return existingFile(path) ?? path
  }
  const require = createRequire(from)
  for (const specifier of [name, `${name}/tsconfig.json`, `${name}.json`]) {
    try {
      return require.resolve(specifier)
    } catch {
      // The next form of the name may be the one.
    }
  }
  return name
}

function aliasesOf({ paths, baseUrl, pathsFolder }: Options): readonly PathAlias[] {
  const folder = typeof baseUrl === 'string' ? baseUrl : String(pathsFolder)
  const entries = Object.entries(Object(paths) as Record<string, unknown>)
  const aliases = entries.map(([pattern, targets]) => {
    const star = pattern.indexOf('*')
    return {
      prefix: star < 0 ? pattern : pattern.slice(0, star),
      suffix: star < 0 ? null : pattern.slice(star + 1),
      targets: Array.isArray(targets) ? targets.map((target) => resolve(folder, String(target))) : [],
    }
  })
  // As TypeScript chooses: a name without `*` first, then the longest prefix.
  return aliases.toSorted((a, b) => rank(b) - rank(a))
}

function rank({ prefix, suffix }: PathAlias): number {
  return suffix === null ? Number.POSITIVE_INFINITY : prefix.length
}

function jsxOf({ jsx, jsxImportSource, jsxFactory, jsxFragmentFactory }: Options): JsxOptions | null {
  if (typeof jsxImportSource === 'string') return { runtime: 'automatic', importSource: jsxImportSource }
  if (jsx !== 'react') return null
  return {
    runtime: 'classic',
    ...(typeof jsxFactory === 'string' && { pragma: jsxFactory }),
    ...(typeof jsxFragmentFactory === 'string' && { pragmaFrag: jsxFragmentFactory }),
  }
}

function legacyDecoratorsOf(options: Options): LegacyDecorators | null {
  const { experimentalDecorators, emitDecoratorMetadata, useDefineForClassFields, target } = options
  if (experimentalDecorators !== true) return null
  // As TypeScript has it: fields are as the standard has them where the target has fields.
  const isOlder = /^es(3|5|6|20(1\d|2[01]))$/i.test(String(target))
  return {
    emitMetadata: emitDecoratorMetadata === true,
    assignFields: useDefineForClassFields === undefined ? isOlder : useDefineForClassFields === false,
  }
}
