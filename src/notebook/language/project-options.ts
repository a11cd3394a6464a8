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

/** What the notebook's `tsconfig.json` decides, and the files that say so: it and those that it extends. */
export interface ProjectOptions {
  readonly options: ts.CompilerOptions
  readonly configs: readonly string[]
}

/** No options without such a file. What is wrong in it is left out. */
export function projectOptions(folder: string): ProjectOptions {
  const file = fileIn(folder, 'tsconfig.json')
  if (!ts.sys.fileExists(file)) return { options: {}, configs: [file] }
  const { config = {} } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as { readonly config?: object }
  // Without a search for the files of the project, which the notebook does not belong to.
  const configs = [file]
  const readFile = (path: string): string | undefined => {
    configs.push(path)
    return ts.sys.readFile(path)
  }
  const host = { ...ts.sys, readFile, readDirectory: () => [] }
  const { options } = ts.parseJsonConfigFileContent(config, host, typescriptPath(folder), {}, file)
  return { options: Object.fromEntries(Object.entries(options).filter(([name]) => taken.includes(name))), configs }
}
