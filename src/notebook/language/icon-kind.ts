import ts from 'typescript'

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
  [ts.ScriptElementKind.enumMemberElement]: 'property',
  [ts.ScriptElementKind.string]: 'text',
  [ts.ScriptElementKind.constElement]: 'instance',
  [ts.ScriptElementKind.letElement]: 'instance',
  [ts.ScriptElementKind.variableElement]: 'instance',
  [ts.ScriptElementKind.parameterElement]: 'instance',
}

/** What an imported name is; what has several meanings is first of all a value. */
const iconsOfImports: readonly (readonly [ts.SymbolFlags, string])[] = [
  [ts.SymbolFlags.Function, 'function'],
  [ts.SymbolFlags.Class | ts.SymbolFlags.Enum, 'class'],
  [ts.SymbolFlags.Variable, 'instance'],
  [ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias, 'class'],
  [ts.SymbolFlags.Module, 'module'],
]

/** The icon for what can be completed; `entry` knows its symbol. */
export function iconKind({ kind, symbol }: ts.CompletionEntry, checker: ts.TypeChecker): string {
  if (kind !== ts.ScriptElementKind.alias) return icons[kind] ?? 'statement'
  if (symbol === undefined) return 'statement'
  const { flags } = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  return iconsOfImports.find(([wanted]) => (flags & wanted) !== 0)?.[1] ?? 'statement'
}
