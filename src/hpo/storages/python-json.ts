import type { Json } from '../../base/json.ts'
import { notJson } from './messages.ts'

/**
 * The JSON that Python's `json` module reads: `NaN`, `Infinity` and `-Infinity` stand for those numbers.
 *
 * What has no place in JSON is treated as `JSON.stringify` does (undefined members vanish, `toJSON` is asked), except that
 * a value that is no JSON as a whole, a bigint and a cycle are refused.
 *
 * @throws InputError `storage/not-json`
 */
export function writePythonJson(value: unknown): string {
  try {
    const text = write(value)
    if (text !== undefined) return text
  } catch (cause) {
    // A cycle ends in a stack overflow (RangeError), a bigint in `JSON.stringify`'s TypeError.
    throw notJson(value, cause)
  }
  throw notJson(value)
}

function write(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : pythonNumber(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if ('toJSON' in value && typeof value.toJSON === 'function') return write(value.toJSON())
  if (Array.isArray(value)) return `[${value.map((item) => write(item) ?? 'null').join(', ')}]`
  return `{${Object.entries(value).flatMap(writeMember).join(', ')}}`
}

function writeMember([key, value]: [string, unknown]): readonly string[] {
  const text = write(value)
  return text === undefined ? [] : [`${JSON.stringify(key)}: ${text}`]
}

function pythonNumber(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

/**
 * Reads JSON as Python writes it.
 *
 * @throws SyntaxError when `text` is neither JSON nor Python's JSON.
 */
export function readPythonJson(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return readTolerantly(text)
  }
}

/** Punctuation, a string, or a bare word, after any white space. */
const tokenPattern = /[ \t\r\n]*(?:([{}[\],:])|("[^"\\]*(?:\\.[^"\\]*)*")|(-?[A-Za-z0-9][A-Za-z0-9+.-]*))/y

const specialNumbers: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])

function tokenize(text: string): readonly string[] {
  const end = text.trimEnd().length
  const tokens: string[] = []
  tokenPattern.lastIndex = 0
  while (tokenPattern.lastIndex < end) {
    const start = tokenPattern.lastIndex
    const match = tokenPattern.exec(text)
    if (match === null) throw new SyntaxError(`Unexpected text at position ${start} of ${JSON.stringify(text)}`)
    tokens.push(match[1] ?? match[2] ?? match[3])
  }
  return tokens
}

function readTolerantly(text: string): Json {
  const tokens = tokenize(text)
  let next = 0
  const expect = (token: string): void => {
    if (tokens[next++] !== token) throw new SyntaxError(`Expected ${token} in ${JSON.stringify(text)}`)
  }
  /** Reads `open item, item close`, with any number of items. */
  const sequence = <Item>(close: string, item: () => Item): Item[] => {
    const items: Item[] = []
    next++
    while (tokens[next] !== close) {
      if (items.length > 0) expect(',')
      items.push(item())
    }
    next++
    return items
  }
  const member = (): [string, Json] => {
    const key = JSON.parse(tokens[next++] ?? '') as unknown
    if (typeof key !== 'string') throw new SyntaxError(`Expected a key in ${JSON.stringify(text)}`)
    expect(':')
    return [key, value()]
  }
  const value = (): Json => {
    const token = tokens[next]
    if (token === '[') return sequence(']', value)
    if (token === '{') return Object.fromEntries(sequence('}', member))
    next++
    return specialNumbers.get(token ?? '') ?? (JSON.parse(token ?? '') as Json)
  }
  const result = value()
  if (next !== tokens.length) throw new SyntaxError(`Text after the end of ${JSON.stringify(text)}`)
  return result
}
