import ts from 'typescript'
import type { CompletionItem, CompletionResult } from '../ipc/language-messages.ts'
import { withoutAlias } from './alias.ts'
import { iconKind } from './icon-kind.ts'
import { withoutPaths } from './readable-types.ts'
import { startOfWord } from './start-of-word.ts'

/** More would only slow the frontend down; nobody reads that far without typing another letter. */
const mostItems = 400
/**
 * Each signature costs a question to the type checker, 1 to 2 ms, half of what an answer takes. The list shows about a
 * dozen items at a time; behind the first few it is more important that it appears.
 */
const signatures = { fewest: 4, most: 12, patienceMs: 10 }
const longestSignature = 200
const memberOfFunctions = ['apply', 'arguments', 'bind', 'call', 'caller', 'length', 'name', 'prototype', 'toString']

const preferences: ts.UserPreferences = {
  // `a?.b` after a dot where `a` may be undefined, `a['b-c']` for a key that is no name.
  includeCompletionsWithInsertText: true,
  includeAutomaticOptionalChainCompletions: true,
  // A cell must name a file beside the notebook with its ending, as the engine does.
  importModuleSpecifierEnding: 'js',
  quotePreference: 'single',
}

export interface CompletionPlace extends CompletionResult {
  /** Whether an expression could stand at the place: all keywords that begin one are offered there. */
  readonly anyName: boolean
}

/** What can stand at `offset` of the file, best first, and the part of the text that it would replace. */
export function completionsAt(service: ts.LanguageService, path: string, offset: number): CompletionPlace {
  const answer = service.getCompletionsAtPosition(path, offset, { ...preferences, includeSymbol: true })
  const program = service.getProgram()!
  const checker = program.getTypeChecker()
  const text = program.getSourceFile(path)?.text ?? ''
  if (answer === undefined) return { items: [], start: offset, end: offset, anyName: false }
  const names = new Set(answer.entries.map(({ name }) => name))
  const ofFunctions = answer.isMemberCompletion && memberOfFunctions.every((name) => names.has(name))
  const word = answer.optionalReplacementSpan?.start ?? startOfWord(text, offset)
  const fitting = answer.entries.flatMap((entry) => {
    const typed = text.slice(typedFrom(entry, word), offset)
    return entry.name.toLowerCase().startsWith(typed.toLowerCase())
      ? [{ ...entry, sortText: rank(entry, typed, ofFunctions) }]
      : []
  })
  fitting.sort((a, b) => compareText(a.sortText, b.sortText) || compareText(a.name, b.name))
  // The protocol knows one place for all items. What replaces more than the word, as `['a-b']` does, gives way to what
  // does not; where all do, as `?.b` does, all can.
  const start = Math.max(...fitting.map((entry) => entry.replacementSpan?.start ?? word))
  const entries = fitting.filter((entry) => (entry.replacementSpan?.start ?? word) === start).slice(0, mostItems)
  const deadline = performance.now() + signatures.patienceMs
  const items = entries.map((entry, index): CompletionItem => {
    const isWorthIt = index < signatures.fewest || (index < signatures.most && performance.now() < deadline)
    const signature = isWorthIt ? signatureOf(service, entry, { path, offset }) : ''
    return {
      text: entry.insertText ?? entry.name,
      kind: iconKind(entry, checker),
      ...(signature !== '' && { signature }),
    }
  })
  return {
    items,
    start: entries.length > 0 ? start : word,
    end: offset,
    anyName: answer.entries.some(({ name }) => name === 'function'),
  }
}

/**
 * What goes on as it was typed comes before what differs in case, what the place expects before all else, and what every
 * function has behind what a function has of its own.
 */
function rank({ name, sortText, isRecommended }: ts.CompletionEntry, typed: string, ofFunctions: boolean): string {
  const isCommon = ofFunctions && memberOfFunctions.includes(name)
  return `${name.startsWith(typed) ? 0 : 1}${isRecommended === true ? 0 : 1}${isCommon ? 1 : 0}${sortText}`
}

/** Where the part begins that an item must continue. `?.b` replaces the dot as well, but only `b` has been typed. */
function typedFrom({ insertText, replacementSpan }: ts.CompletionEntry, word: number): number {
  return insertText === undefined && replacementSpan !== undefined ? replacementSpan.start : word
}

function signatureOf(
  service: ts.LanguageService,
  { name, source, data, kind }: ts.CompletionEntry,
  { path, offset }: { readonly path: string; readonly offset: number },
): string {
  if (kind === ts.ScriptElementKind.keyword) return ''
  const details = service.getCompletionEntryDetails(path, offset, name, {}, source, preferences, data)
  const signature = withoutPaths(withoutAlias(ts.displayPartsToString(details?.displayParts))).replaceAll(/\s+/g, ' ')
  return signature.length > longestSignature ? `${signature.slice(0, longestSignature - 1)}…` : signature
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
