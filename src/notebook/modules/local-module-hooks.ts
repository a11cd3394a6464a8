import { readFile } from 'node:fs/promises'
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { compileLocalModule } from './compile-local-module.ts'
import { existingFile } from './existing-file.ts'
import { ModuleStamps } from './module-stamps.ts'
import { resolveAlias } from './project-config.ts'
import type { ProjectConfig } from './project-config.ts'

const stamps = new ModuleStamps()
let project: ProjectConfig = { aliases: [], jsx: null, legacyDecorators: null }

/** Takes what the notebook's `tsconfig.json` says. */
export const initialize: InitializeHook<ProjectConfig> = (config) => {
  project = config
}

/** Gives a module beside the notebook that has changed, or of whose imports one has, a new URL: it is loaded again. */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const file = fileFor(specifier, context.parentURL?.split('?')[0])
  const resolved = await nextResolve(file === null ? specifier : pathToFileURL(file).href, context)
  const { url } = resolved
  if (!isLocal(url)) return resolved
  const changed = stamps.changeOf(fileURLToPath(url))
  return changed === null ? resolved : { ...resolved, url: `${url}?changed=${changed}` }
}

/** What modules beside the notebook mean by a path, which may leave out the ending, or by an alias; null for all else. */
function fileFor(specifier: string, parent: string | undefined): string | null {
  if (parent === undefined || !isLocal(parent)) return null
  if (!/^\.{1,2}\//.test(specifier)) return resolveAlias(project, specifier)
  return existingFile(join(dirname(fileURLToPath(parent)), specifier))
}

/** Lets `import './model.ts'` work on versions of Node.js that do not read TypeScript themselves. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const [path] = url.split('?')
  if (!path.startsWith('file:') || !/\.(?:[mc]ts|tsx?)$/.test(path)) return nextLoad(url, context)
  const file = fileURLToPath(path)
  const { code, format } = compileLocalModule(await readFile(file, 'utf8'), { file, project, isRequired: false })
  return { format, shortCircuit: true, source: code }
}

/** Packages do not change while a notebook is open, and a URL with a query says itself what it is. */
function isLocal(url: string): boolean {
  return url.startsWith('file:') && !url.includes('/node_modules/') && !/[?#]/.test(url)
}
