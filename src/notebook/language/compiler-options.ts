import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { projectOptions, type ProjectOptions } from './project-options.ts'
import { fileIn } from './typescript-path.ts'

/**
 * How the cells of a notebook in `folder` are understood, and which files decide. Where they do not say which libraries
 * there are, those are of JavaScript and, with `pages`, of browsers.
 */
export function compilerOptions(folder: string, { pages }: { readonly pages: boolean }): ProjectOptions {
  const base: ts.CompilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    lib: pages ? ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'] : ['lib.esnext.d.ts'],
    // As the cells run where nothing else is said: see the compiler.
    jsx: ts.JsxEmit.ReactJSX,
    strict: true,
    // What is caught in a notebook is looked at, not handled.
    useUnknownInCatchVariables: false,
    allowImportingTsExtensions: true,
    allowJs: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  }
  const { options: chosen, configs } = projectOptions(folder)
  const options = { ...base, ...chosen }
  return { options: { ...options, paths: { ...ownPaths(folder, options), ...options.paths } }, configs }
}

/** Where `ansatz` is not installed beside the notebook, the cells use the package that this kernel belongs to. */
function ownPaths(folder: string, options: ts.CompilerOptions): ts.MapLike<string[]> {
  const found = ts.resolveModuleName('ansatz', fileIn(folder, 'cell.ts'), options, ts.sys).resolvedModule
  const own = ownFolder('../../')
  if (found !== undefined || !existsSync(fileIn(own, 'index.d.ts'))) return {}
  return {
    ansatz: [fileIn(own, 'index.d.ts')],
    'ansatz/kernel': [fileIn(own, 'notebook/index.d.ts')],
    'ansatz/*': [fileIn(own, '*/index.d.ts')],
  }
}

/** Where the types of Node.js are: in the notebook's reach, else beside this kernel. Null where nobody has them. */
export function nodeTypes(folder: string): string | null {
  const found = find('@types/node/package.json', folder) ?? find('@types/node/package.json', ownFolder('./'))
  return found === null ? null : fileIn(dirname(found), 'index.d.ts')
}

function ownFolder(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}

function find(specifier: string, folder: string): string | null {
  try {
    return createRequire(join(folder, 'cell.js')).resolve(specifier)
  } catch {
    return null
  }
}
