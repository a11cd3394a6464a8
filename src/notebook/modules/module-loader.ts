import { register } from 'node:module'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { constants, Script } from 'node:vm'

import { withoutWarnings } from '../../base/without-warnings.ts'
import type { ImportAttributes, WantedExport } from '../compiler/rewriting/cell-runtime.ts'
import { existingFile } from './existing-file.ts'
import { globalTslab } from './global-tslab.ts'
import { missingExport, missingFile, missingPackage } from './messages.ts'
import { placeOfSyntaxError } from './module-syntax.ts'
import { packageName } from './package-name.ts'
import { resolveAlias } from './project-config.ts'
import type { ProjectConfig } from './project-config.ts'

export interface ImportOptions {
  readonly with?: ImportAttributes
}

export interface ModuleSurroundings {
  readonly folder: string
  readonly project: ProjectConfig
}

type Importer = (specifier: string, options: ImportOptions) => Promise<Module>
type Module = Readonly<Record<string, unknown>>

/** Loads modules for cells, as a file in the notebook's folder would load them. */
export class ModuleLoader {
  /** Lets scripts compile with `import()` that resolves from their own file name. */
  readonly dynamicImports = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
  private readonly folder: string
  private readonly project: ProjectConfig
  private readonly importHere: Importer
  private readonly loaded: () => void
  private hooked = false

  /** `loaded` is called after every import, before the cell goes on. */
  constructor({ folder, project }: ModuleSurroundings, loaded: () => void = () => {}) {
    this.folder = folder
    this.project = project
    this.loaded = loaded
    this.importHere = importerFor(folder)
  }

  /** The values of the wanted exports of a module. */
  async load(specifier: string, wanted: readonly WantedExport[], attributes?: ImportAttributes): Promise<unknown[]> {
    const module = await this.import(specifier, attributes ? { with: attributes } : {})
    return wanted.map((name) => pickExport(module, specifier, name))
  }

  /** The namespace object of a module. A local file that has changed since it was loaded is loaded again. */
  async import(specifier: string, options: ImportOptions = {}): Promise<Module> {
    try {
      return await this.find(specifier, options)
    } finally {
      this.loaded()
    }
  }

  private async find(specifier: string, options: ImportOptions): Promise<Module> {
    try {
      return await this.importHere(this.target(specifier), options)
    } catch (error) {
      if (error instanceof SyntaxError) throw withPlace(error, localFile(specifier, this.folder))
      if (!isNotFound(error)) throw error
      if (localFile(specifier, this.folder) === missingPath(error)) throw missingFile(specifier, this.folder)
      if (packageName(specifier) !== missingName(error)) throw error
      // The notebook's folder comes first; without a copy there, a notebook uses the one that its kernel belongs to.
      if (packageName(specifier) === 'ansatz') return (await import(specifier, options)) as Module
      const global = specifier === 'tslab' ? globalTslab() : null
      if (global !== null) return this.importHere(pathToFileURL(global).href, options)
      throw missingPackage(packageName(specifier), this.folder)
    }
  }

  private target(specifier: string): string {
    const file = localFile(specifier, this.folder) ?? resolveAlias(this.project, specifier)
    if (file === null) return specifier
    this.hookLocalModules()
    return pathToFileURL(file).href
  }

  /** The hooks run on a thread of their own, so they are started by the first import that needs them. */
  hookLocalModules(): void {
    if (this.hooked) return
    this.hooked = true
    register('../modules/local-module-hooks.js', import.meta.url, { data: this.project })
  }
}

function importerFor(folder: string): Importer {
  // Node 20 warns of the loader constant, once, that it is experimental. It is stable API of later versions.
  const script = withoutWarnings(
    () =>
      new Script('(specifier, options) => import(specifier, options)', {
        filename: join(folder, 'notebook'),
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      }),
  )
  return script.runInThisContext() as Importer
}

function pickExport(module: Module, specifier: string, wanted: WantedExport): unknown {
  if (wanted === '*') return module
  const optional = wanted.startsWith('?')
  const name = optional ? wanted.slice(1) : wanted
  if (Object.hasOwn(module, name)) return module[name]
  // A CommonJS module whose exports could not be seen without running it.
  const { default: whole } = module
  if (((typeof whole === 'object' && whole !== null) || typeof whole === 'function') && name in whole) {
    return (whole as Module)[name]
  }
  if (optional) return undefined
  throw missingExport(specifier, name)
}

function localFile(specifier: string, folder: string): string | null {
  if (specifier.startsWith('file:')) return fileURLToPath(specifier)
  if (!/^(\.{1,2})?\//.test(specifier)) return null
  const path = resolve(folder, specifier)
  return existingFile(path) ?? path
}

/** The error with the place in the module or in what it imports, where there is one and the error does not tell it. */
function withPlace(error: SyntaxError, file: string | null): SyntaxError {
  const place = file === null ? null : placeOfSyntaxError(file)
  return place === null || error.message.includes(place) ? error : new SyntaxError(`${error.message} (${place})`)
}

function isNotFound(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === 'ERR_MODULE_NOT_FOUND'
}

/** The file that Node.js did not find. */
function missingPath(error: unknown): string | undefined {
  return /^Cannot find module '([^']+)' imported from/.exec((error as Error).message)?.[1]
}

/** The package that Node.js did not find: not always the one asked for, which may need another one. */
function missingName(error: unknown): string | null {
  return /^Cannot find package '([^']+)'/.exec((error as Error).message)?.[1] ?? null
}
