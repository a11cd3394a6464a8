import { join, sep } from 'node:path'
import ts from 'typescript'
import type { CellFiles } from './cell-files.ts'
import { compilerOptions, nodeTypes } from './compiler-options.ts'
import { notebookGlobals } from './notebook-globals.ts'

/** Files that exist in memory only, by path. */
export type FixedFiles = Map<string, string>

/** The service reads the cells from memory and all else (packages, type libraries, modules beside the notebook) from disk. */
export function serviceHost(folder: string, cells: CellFiles, fixed: FixedFiles): ts.LanguageServiceHost {
  const options = compilerOptions(folder)
  // The types of Node.js first: a name that both declare is better known to them.
  const roots = [nodeTypes(folder)].filter((path) => path !== null)
  fixed.set(join(folder, 'notebook-globals.d.ts'), notebookGlobals)
  const onDisk: Snapshots = new Map()
  const inMemory = (path: string): string | undefined => fixed.get(path) ?? cells.find(path)?.text
  return {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...roots, ...fixed.keys(), ...cells.paths()],
    getScriptVersion: (path) => (fixed.has(path) ? '0' : (cells.find(path)?.version.toString() ?? versionOnDisk(path))),
    // Asked for every file at every change of a cell, so that reading them anew would cost more than all the rest.
    getScriptSnapshot(path) {
      const text = inMemory(path)
      return text === undefined ? snapshotOnDisk(path, onDisk) : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
    fileExists: (path) => inMemory(path) !== undefined || ts.sys.fileExists(path),
    readFile: (path) => inMemory(path) ?? ts.sys.readFile(path),
    readDirectory: (...args) => ts.sys.readDirectory(...args),
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
  }
}

type Snapshots = Map<string, { readonly version: string; readonly snapshot: ts.IScriptSnapshot }>

function snapshotOnDisk(path: string, known: Snapshots): ts.IScriptSnapshot | undefined {
  const version = versionOnDisk(path)
  const before = known.get(path)
  if (before?.version === version) return before.snapshot
  const text = ts.sys.readFile(path)
  if (text === undefined) return undefined
  const snapshot = ts.ScriptSnapshot.fromString(text)
  known.set(path, { version, snapshot })
  return snapshot
}

/** A module beside the notebook may change while the notebook is open; packages and the language do not. */
function versionOnDisk(path: string): string {
  if (path.includes(`${sep}node_modules${sep}`)) return '0'
  return String(ts.sys.getModifiedTime?.(path)?.getTime() ?? 0)
}
