import ts from 'typescript'
import type { CompletionItem, CompletionResult } from '../ipc/language-messages.ts'

/** More would only slow the frontend down; nobody reads that far without typing another letter. */
const mostItems = 400

/** What can stand at `offset` of the file, best first, and the part of the text that it would replace. */
export function completionsAt(service: ts.LanguageService, path: string, offset: number): CompletionResult {
  const text = service.getProgram()?.getSourceFile(path)?.text ?? ''
  const start = startOfWord(text, offset)
  const answer = service.getCompletionsAtPosition(path, offset, {
    includeCompletionsWithInsertText: false,
    includeCompletionsForModuleExports: false,
  })
  if (answer === undefined) return { items: [], start: offset, end: offset }
  const from = answer.optionalReplacementSpan?.start ?? start
  const typed = text.slice(from, offset).toLowerCase()
  const items = answer.entries
    .filter(({ name }) => name.toLowerCase().startsWith(typed))
    .sort((a, b) => compareText(a.sortText, b.sortText) || compareText(a.name, b.name))
    .slice(0, mostItems)
    .map(({ name, kind }): CompletionItem => ({ text: name, kind: iconKind(kind) }))
  return { items, start: from, end: offset }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

function startOfWord(text: string, offset: number): number {
  let start = offset
  while (start > 0 && /[\p{L}\p{N}_$]/u.test(text[start - 1])) start -= 1
  return start
}

/** JupyterLab's names for the icons of its completer, by TypeScript's kind; others are shown as plain statements. */
const icons: Readonly<Record<string, string>> = {
  [ts.ScriptElementKind.functionElement]: 'function',
  [ts.ScriptElementKind.localFunctionElement]: 'function',
  [ts.ScriptElementKind.memberFunctionElement]: 'function',
  [ts.ScriptElementKind.classElement]: 'class',
  [ts.ScriptElementKind.interfaceElement]: 'class',
  [ts.ScriptElementKind.typeElement]: 'class',
  [ts.ScriptElementKind.enumElement]: 'class',
  [ts.ScriptElementKind.moduleElement]: 'module',
  [ts.ScriptElementKind.externalModuleName]: 'module',
  [ts.ScriptElementKind.directory]: 'path',
  [ts.ScriptElementKind.scriptElement]: 'path',
  [ts.ScriptElementKind.keyword]: 'keyword',
  [ts.ScriptElementKind.memberVariableElement]: 'property',
  [ts.ScriptElementKind.memberGetAccessorElement]: 'property',
  [ts.ScriptElementKind.constElement]: 'instance',
  [ts.ScriptElementKind.letElement]: 'instance',
  [ts.ScriptElementKind.variableElement]: 'instance',
  [ts.ScriptElementKind.parameterElement]: 'instance',
}

function iconKind(kind: ts.ScriptElementKind): string {
  return icons[kind] ?? 'statement'
}
