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
  [ts.ScriptElementKind.constElement]: 'instance',
  [ts.ScriptElementKind.letElement]: 'instance',
  [ts.ScriptElementKind.variableElement]: 'instance',
  [ts.ScriptElementKind.parameterElement]: 'instance',
}

/** What an imported name is, by the first word of its signature. */
const iconsOfImports: Readonly<Record<string, string>> = {
  function: 'function',
  class: 'class',
  new: 'class',
  enum: 'class',
  interface: 'class',
  type: 'class',
  namespace: 'module',
  module: 'module',
  const: 'instance',
  let: 'instance',
  var: 'instance',
}

/** The icon for what TypeScript calls `kind`. */
export function iconKind(kind: ts.ScriptElementKind, signature: string): string {
  if (kind === ts.ScriptElementKind.alias) return iconsOfImports[/^\w+/.exec(signature)?.[0] ?? ''] ?? 'statement'
  return icons[kind] ?? 'statement'
}
