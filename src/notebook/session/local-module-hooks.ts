import { readFile } from 'node:fs/promises'
import type { LoadHook, ResolveHook } from 'node:module'
import { fileURLToPath } from 'node:url'

import { compileModule } from '../compiler/compile-module.ts'
import { ModuleStamps } from './module-stamps.ts'

const stamps = new ModuleStamps()

/** Gives a module beside the notebook that has changed, or of whose imports one has, a new URL: it is loaded again. */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const resolved = await nextResolve(specifier, context)
  const { url } = resolved
  if (!isLocal(url)) return resolved
  const changed = stamps.changeOf(fileURLToPath(url))
  return changed === null ? resolved : { ...resolved, url: `${url}?changed=${changed}` }
}

/** Lets `import './model.ts'` work on versions of Node.js that do not read TypeScript themselves. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const [path] = url.split('?')
  if (!path.startsWith('file:') || !/\.m?tsx?$/.test(path)) return nextLoad(url, context)
  const file = fileURLToPath(path)
  return { format: 'module', shortCircuit: true, source: compileModule(await readFile(file, 'utf8'), file) }
}

/** Packages do not change while a notebook is open, and a URL with a query says itself what it is. */
function isLocal(url: string): boolean {
  return url.startsWith('file:') && !url.includes('/node_modules/') && !/[?#]/.test(url)
}
