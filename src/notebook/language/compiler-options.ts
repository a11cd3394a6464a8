import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** How the cells of a notebook in `folder` are understood. */
export function compilerOptions(folder: string): ts.CompilerOptions {
  const base: ts.CompilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    jsx: ts.JsxEmit.Preserve,
    strict: true,
    allowJs: true,
    skipLibCheck: true,
    noEmit: true,
    types: canResolve('@types/node/package.json', folder) ? ['node'] : [],
  }
  return { ...base, ...ownPaths(folder, base) }
}

/** Where `ansatz` is not installed beside the notebook, the cells use the package that this kernel belongs to. */
function ownPaths(folder: string, options: ts.CompilerOptions): Pick<ts.CompilerOptions, 'paths'> {
  const found = ts.resolveModuleName('ansatz', join(folder, 'cell.ts'), options, ts.sys).resolvedModule
  const own = fileURLToPath(new URL('../../', import.meta.url))
  if (found !== undefined || !existsSync(join(own, 'index.d.ts'))) return {}
  return { paths: { ansatz: [join(own, 'index.d.ts')], 'ansatz/*': [join(own, '*/index.d.ts')] } }
}

function canResolve(specifier: string, folder: string): boolean {
  try {
    createRequire(join(folder, 'cell.js')).resolve(specifier)
    return true
  } catch {
    return false
  }
}
