import { readFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { resolve } from 'node:path'

import type { ElementRenderer } from '../display/react-element.ts'
import { compileLocalModule } from './compile-local-module.ts'
import { existingFile } from './existing-file.ts'
import { missingFile, missingPackage } from './messages.ts'
import { packageName } from './package-name.ts'
import { resolveAlias } from './project-config.ts'
import type { ProjectConfig } from './project-config.ts'

/** What Node.js does not declare of its CommonJS loader; packages that compile at load time have used it for a decade. */
interface Loader {
  readonly _extensions: Record<string, (module: CommonModule, file: string) => void>
}

interface CommonModule {
  _compile: (code: string, file: string, format?: 'module') => void
}

export interface RequireSurroundings {
  /** The notebook's file. */
  readonly file: string
  readonly folder: string
  readonly project: ProjectConfig
  /** Called before a file beside the notebook is loaded that may import others. */
  readonly beforeLocal: () => void
  /** Called after each `require`. */
  readonly loaded: () => void
}

/** The `require` of cells: that of Node.js, which also reads TypeScript, and finds what `import` finds beside the notebook. */
export function notebookRequire({ file, folder, project, beforeLocal, loaded }: RequireSurroundings): NodeJS.Require {
  const require = createRequire(file)
  const target = (specifier: string): string => {
    if (!/^\.{0,2}\//.test(specifier)) return resolveAlias(project, specifier) ?? specifier
    return existingFile(resolve(folder, specifier)) ?? specifier
  }
  const observed = (specifier: string): unknown => {
    try {
      const wanted = typeof specifier === 'string' ? target(specifier) : specifier
      if (wanted.startsWith('/') && !/\.(c[jt]s|json|node)$/.test(wanted)) beforeLocal()
      return require(wanted)
    } catch (error) {
      if (isMissing(error, file)) return instead(specifier, error, folder)
      throw error
    } finally {
      loaded()
    }
  }
  requireTypeScript(project)
  return Object.assign(observed, require)
}

/** Whether it is what the cell asked for that Node.js has not found, and not what that asks for. */
function isMissing(error: unknown, file: string): error is Error {
  const { code, requireStack } = (error ?? {}) as { code?: unknown; requireStack?: readonly string[] }
  return code === 'MODULE_NOT_FOUND' && requireStack?.[0] === file
}

/** As for imports: our own package is that of the kernel where the notebook has none; the error of others tells what to do. */
function instead(specifier: string, error: Error, folder: string): unknown {
  const name = packageName(specifier)
  if (name === 'ansatz') return createRequire(import.meta.url)(specifier)
  const isFile = /^\.{0,2}\//.test(specifier)
  error.message = (isFile ? missingFile(specifier, folder) : missingPackage(name, folder)).message
  throw error
}

/** The notebook's, not ours. */
const reactServer = 'react-dom/server'

/** Draws elements by the React of the notebook. */
export function reactRenderer(require: NodeJS.Require): ElementRenderer {
  return (element) => {
    try {
      require.resolve(reactServer)
    } catch {
      return null
    }
    const { renderToStaticMarkup } = require(reactServer) as {
      renderToStaticMarkup: (element: object) => string
    }
    return renderToStaticMarkup(element)
  }
}

/** Lets every CommonJS module of this process require TypeScript: one with `import` or `export` as the ES module it is. */
function requireTypeScript(project: ProjectConfig): void {
  const { _extensions: extensions } = Module as unknown as Loader
  for (const ending of ['.ts', '.tsx', '.mts', '.cts']) {
    extensions[ending] = (module, file) => {
      const { code, format } = compileLocalModule(readFileSync(file, 'utf8'), { file, project, isRequired: true })
      module._compile(code, file, format === 'module' ? format : undefined)
    }
  }
}
