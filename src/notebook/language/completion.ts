import ts from 'typescript'
import type { CompletionItem, CompletionResult } from '../ipc/language-messages.ts'
import { withoutAlias } from './alias.ts'
import { iconKind } from './icon-kind.ts'

/** More would only slow the frontend down; nobody reads that far without typing another letter. */
const mostItems = 400
/** Each signature costs a question to the type checker; the list shows about a dozen items at a time. */
const mostSignatures = 24
const longestSignature = 200

const preferences: ts.UserPreferences = {
  // `a?.b` after a dot where `a` may be undefined, `a['b-c']` for a key that is no name.
  includeCompletionsWithInsertText: true,
  includeAutomaticOptionalChainCompletions: true,
}

export interface CompletionPlace extends CompletionResult {
  /** Whether any name in reach, or of a package, could stand at the place. */
  readonly anyName: boolean
}

/** What can stand at `offset` of the file, best first, and the part of the text that it would replace. */
export function completionsAt(service: ts.LanguageService, path: string, offset: number): CompletionPlace {
  const answer = service.getCompletionsAtPosition(path, offset, preferences)
  const text = service.getProgram()?.getSourceFile(path)?.text ?? ''
  if (answer === undefined) return { items: [], start: offset, end: offset, anyName: false }
  const word = answer.optionalReplacementSpan?.start ?? startOfWord(text, offset)
  const entries = answer.entries
    .filter((entry) => entry.name.toLowerCase().startsWith(text.slice(typedFrom(entry, word), offset).toLowerCase()))
    .sort((a, b) => compareText(a.sortText, b.sortText) || compareText(a.name, b.name))
    .slice(0, mostItems)
  // The protocol knows one place for all items; one that starts later is filled up with the text in front of it.
  const start = Math.min(word, ...entries.map((entry) => entry.replacementSpan?.start ?? word))
  const items = entries.map((entry, index): CompletionItem => {
    const signature = index < mostSignatures ? signatureOf(service, entry, { path, offset }) : ''
    return {
      text: text.slice(start, entry.replacementSpan?.start ?? word) + (entry.insertText ?? entry.name),
      kind: iconKind(entry.kind, signature),
      ...(signature !== '' && { signature }),
    }
  })
  return { items, start, end: offset, anyName: answer.isGlobalCompletion }
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
  const signature = withoutAlias(ts.displayPartsToString(details?.displayParts)).replaceAll(/\s+/g, ' ')
  return signature.length > longestSignature ? `${signature.slice(0, longestSignature - 1)}…` : signature
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/** Where the name begins that ends at `offset`. */
export function startOfWord(text: string, offset: number): number {
  let start = offset
  while (start > 0 && /[\p{L}\p{N}_$]/u.test(text[start - 1])) start -= 1
  return start
}
