import ts from 'typescript'
import { fileIn, typescriptPath } from './typescript-path.ts'

/**
 * What a `tsconfig.json` beside the notebook decides: how strict the types are, where names lead, what JSX and decorators mean. How code
 * is emitted, and what TypeScript says about unused names, is not for a notebook, whose later cells use what earlier ones
 * define.
 */
const taken = [
  ['strict', 'strictNullChecks', 'strictFunctionTypes', 'strictBindCallApply', 'strictPropertyInitialization'],
  ['strictBuiltinIteratorReturn', 'noImplicitAny', 'noImplicitThis', 'noImplicitReturns', 'noImplicitOverride'],
  ['noFallthroughCasesInSwitch', 'noUncheckedIndexedAccess', 'noPropertyAccessFromIndexSignature'],
  ['exactOptionalPropertyTypes', 'useUnknownInCatchVariables', 'allowUnreachableCode', 'allowUnusedLabels'],
  ['paths', 'pathsBasePath', 'baseUrl', 'customConditions', 'resolveJsonModule', 'checkJs'],
  ['experimentalDecorators', 'emitDecoratorMetadata', 'useDefineForClassFields'],
  ['jsx', 'jsxFactory', 'jsxFragmentFactory', 'jsxImportSource', 'lib', 'types', 'typeRoots'],
].flat()

/** Empty without such a file. What is wrong in it is left out. */
export function projectOptions(folder: string): ts.CompilerOptions {
  const file = fileIn(folder, 'tsconfig.json')
  if (!ts.sys.fileExists(file)) return {}
  const { config = {} } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as { readonly config?: object }
  // Without a search for the files of the project, which the notebook does not belong to.
  const host = { ...ts.sys, readDirectory: () => [] }
  const { options } = ts.parseJsonConfigFileContent(config, host, typescriptPath(folder), {}, file)
  return Object.fromEntries(Object.entries(options).filter(([name]) => taken.includes(name)))
}
