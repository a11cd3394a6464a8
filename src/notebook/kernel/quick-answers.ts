import type { CompletionItem, CompletionResult, InspectionResult } from '../ipc/language-messages.ts'
import type { LiveValue } from '../ipc/live-messages.ts'
import { isInCode } from './is-in-code.ts'

/** What is known about the notebook without TypeScript. */
export interface QuickSources {
  /** The names that cells have defined, the newest last. */
  readonly names: Iterable<string>
  readonly look: (path: readonly string[]) => Promise<LiveValue | null>
}

const word = /[\p{ID_Start}$_][\p{ID_Continue}$]*$/u
const mostItems = 400
/** `a.b?.c`, `rows[0].name`, `table['a b']` at the end of a text. */
const path =
  /[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\s*\??\.\s*[\p{ID_Start}$_][\p{ID_Continue}$]*|(?:\?\.)?\[(?:\d+|'[^'\n]*'|"[^"\n]*")\])*$/u
const step = /[\p{ID_Start}$_][\p{ID_Continue}$]*|\[(\d+|'[^'\n]*'|"[^"\n]*")\]/gu
const longestPath = 300

const ofCells = [
  'display',
  'clearOutput',
  'prompt',
  'confirm',
  'setNextCell',
  'cellSignal',
  'require',
  'module',
  'exports',
]
const places = ['__dirname', '__filename']
const keywords = (
  'abstract as async await break case catch class const continue debugger declare default delete do else enum export ' +
  'extends false finally for from function if implements import in instanceof interface let namespace new null of ' +
  'private protected public readonly return satisfies static super switch this throw true try type typeof using var ' +
  'void while with yield'
).split(' ')

/**
 * What can stand at the place, for the moments in which TypeScript has no answer yet: members of the values that are
 * there, and unless `membersOnly` names of the notebook and of this cell, globals, keywords. Nothing inside texts and comments.
 */
export async function quickCompletion(
  code: string,
  offset: number,
  sources: QuickSources & { readonly membersOnly?: boolean },
): Promise<CompletionResult> {
  const { membersOnly = false } = sources
  const typed = word.exec(code.slice(0, offset))?.[0] ?? ''
  const start = offset - typed.length
  const none = { items: [], start: offset, end: offset }
  if (!isInCode(code, start)) return none
  const isMember = /(?<!\.)\.\s*$/.test(code.slice(0, start))
  if (!isMember && (typed === '' || membersOnly)) return none
  const found = isMember ? await memberItems(code.slice(0, start), sources) : nameItems(code, typed, sources.names)
  const wanted = typed.toLowerCase()
  const items = found.filter(({ text }) => text.toLowerCase().startsWith(wanted)).slice(0, mostItems)
  return items.length === 0 ? none : { items, start, end: offset }
}

/** What the value is that is named at the place. */
export async function quickInspection(code: string, offset: number, sources: QuickSources): Promise<InspectionResult> {
  const end = offset + (/^[\p{ID_Continue}$]*/u.exec(code.slice(offset))?.[0].length ?? 0)
  const name = word.exec(code.slice(0, end))?.[0]
  if (name === undefined || !isInCode(code, end - name.length)) return null
  const before = pathOf(code.slice(0, end))
  const value = before === null ? null : await sources.look(before)
  return value === null ? null : { plain: value.about, markdown: `\`\`\`typescript\n${value.about}\n\`\`\`` }
}

async function memberItems(before: string, { look }: QuickSources): Promise<readonly CompletionItem[]> {
  const path = pathOf(before.replace(/\s*\??\.\s*$/, ''))
  const value = path === null ? null : await look(path)
  return (value?.members ?? []).map(({ name, kind }) => ({ text: name, kind }))
}

function nameItems(code: string, typed: string, names: Iterable<string>): readonly CompletionItem[] {
  const here = declaredIn(code).filter((name) => name !== typed)
  const notebook = [...new Set([...here, ...[...names].toReversed()])].map((text) => ({ text, kind: 'instance' }))
  const words = keywords.map((text) => ({ text, kind: 'keyword' }))
  const taken = new Set(notebook.map(({ text }) => text))
  return [...notebook, ...[...globalItems(), ...words].filter(({ text }) => !taken.has(text))]
}

function globalItems(): readonly CompletionItem[] {
  const globals = Object.getOwnPropertyDescriptors(globalThis) as Record<string, PropertyDescriptor>
  const own = [...ofCells, ...places].map((text) => ({ text, kind: 'instance' }))
  const found = Object.entries(globals).map(([text, { value }]) => ({ text, kind: globalKind(text, value) }))
  return [...own, ...found].toSorted((a, b) => (a.text < b.text ? -1 : 1))
}

function globalKind(name: string, value: unknown): string {
  if (typeof value !== 'function') return 'instance'
  return /^[A-Z]/.test(name) ? 'class' : 'function'
}

/** The names that a cell declares, as far as one sees without a parser. */
function declaredIn(code: string): readonly string[] {
  const plain = code.matchAll(
    /\b(?:const|let|var|function\s*\*?|class|enum|interface|type|namespace)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu,
  )
  const lists = code.matchAll(/\b(?:const|let|var|import)\s*\{([^{}]*)\}/g)
  const listed = [...lists].flatMap(([, list]) =>
    list.split(',').map((one) => word.exec(one.replace(/=.*$/s, '').trim())?.[0] ?? ''),
  )
  return [...new Set([...[...plain].map(([, name]) => name), ...listed])].filter((name) => name !== '')
}

/** The names at the end of a text, each of what the one before it has. Null for anything else, as a call. */
function pathOf(text: string): readonly string[] | null {
  const near = text.slice(-longestPath)
  const found = path.exec(near)
  // Behind a dot it is the end of something else: of a call, of what brackets compute.
  if (found === null || /(?<!\.\.)\.\s*$/.test(near.slice(0, found.index))) return null
  return [...found[0].matchAll(step)].map(([name, key]) => (key === undefined ? name : key.replace(/^['"]|['"]$/g, '')))
}
