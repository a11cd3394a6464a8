import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'
import { homeFolder } from '../../base/home-folder.ts'

/** Writes down what V8 has compiled of TypeScript by now, where it is not written down yet. */
export type KeepCompiled = () => void

/**
 * Loads TypeScript, whose nine megabytes take a third of a second as a module that Node.js imports: it reads them three
 * times to find out what they are and export. With the code that V8 compiled the last time, kept in the user's own folder,
 * they take a fifth of that, and the first answer needs nothing compiled. (In a shared folder others could put code that
 * would run here.) Whoever imports `typescript` afterwards gets what was loaded.
 */
export function loadTypescript(folder = compileCacheFolder(process.env)): KeepCompiled {
  const require = createRequire(import.meta.url)
  const path = require.resolve('typescript')
  if (require.cache[path] !== undefined) return () => {}
  const kept = folder === null ? null : join(folder, keptName(path))
  const cachedData = kept === null ? null : readKept(kept)
  const source = Module.wrap(readFileSync(path, 'utf8'))
  const script = new Script(source, { filename: path, ...(cachedData !== null && { cachedData }) })
  const module = Object.assign(new Module(path), { filename: path })
  const run = script.runInThisContext() as (this: unknown, ...scope: readonly unknown[]) => void
  run.call(module.exports, module.exports, createRequire(path), module, path, dirname(path))
  module.loaded = true
  require.cache[path] = module
  const isKept = cachedData !== null && script.cachedDataRejected !== true
  return () => {
    if (kept !== null && !isKept) keep(kept, script.createCachedData())
  }
}

/** Null where neither XDG_CACHE_HOME nor a folder of the user says where. */
export function compileCacheFolder({ XDG_CACHE_HOME: chosen }: NodeJS.ProcessEnv): string | null {
  const home = homeFolder()
  const caches = chosen || (home === null ? null : join(home, '.cache'))
  return caches === null ? null : join(caches, 'ansatz', 'compiled')
}

/** Another for every version of the code, of V8 and of the processor: V8 itself compares no more than lengths. */
function keptName(path: string): string {
  const { size, mtimeMs } = statSync(path)
  return `typescript-${size}-${Math.round(mtimeMs)}-${process.versions.v8}-${process.arch}.bin`
}

function readKept(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}

/** A kernel that starts meanwhile finds all of it or nothing. Where nothing can be written, the next compiles again. */
function keep(path: string, code: Buffer): void {
  const begun = `${path}.${process.pid}`
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(begun, code)
    renameSync(begun, path)
  } catch {
    return
  }
}
