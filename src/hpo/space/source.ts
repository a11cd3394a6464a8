import type { Json } from '../../base/json.ts'

// Declarations as TypeScript, the way a reader would have written them.

/** A value: `0.001`, `'sin'`, `{ decades: 4 }`. */
export function literalSource(value: Json): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map(literalSource).join(', ')}]`
  const entries = Object.entries(value).map(([key, item]) => `${keySource(key)}: ${literalSource(item)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

/** A call, without those of the last arguments that are undefined: `float(0, 1)`. */
export function callSource(name: string, ...args: readonly (Json | undefined)[]): string {
  return `${name}(${args
    .filter((arg) => arg !== undefined)
    .map(literalSource)
    .join(', ')})`
}

/** What was noted about a node, as the calls that note it: `.default(3).unit('m')`. */
export function notesSource(notes: { readonly [note: string]: Json | undefined }): string {
  const made = Object.entries(notes).filter((entry): entry is [string, Json] => entry[1] !== undefined)
  return made
    .map(([note, value]) => (value === true && note === 'fidelity' ? '.fidelity()' : `.${callSource(note, value)}`))
    .join('')
}

/** Named declarations in braces, each on lines of its own. */
export function bracesSource(declarations: readonly (readonly [name: string, source: string])[]): string {
  if (declarations.length === 0) return '{}'
  const lines = declarations.map(([name, source]) => `  ${keySource(name)}: ${indentedSource(source)},`)
  return `{\n${lines.join('\n')}\n}`
}

/** All lines but the first two characters further in. Texts hold their line breaks as `\n`, so that none is torn. */
export function indentedSource(source: string): string {
  return source.replaceAll('\n', '\n  ')
}

function keySource(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key)
}

function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1)
  return `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
