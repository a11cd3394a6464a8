import { join } from 'node:path'
import ts from 'typescript'
import type { CellFiles } from './cell-files.ts'
import { compilerOptions, nodeTypes } from './compiler-options.ts'
import type { DiskFiles } from './disk-files.ts'
import { notebookGlobals } from './notebook-globals.ts'

/** Files that exist in memory only, by path. */
export type FixedFiles = Map<string, string>

export interface ServiceFiles {
  readonly cells: CellFiles
  readonly fixed: FixedFiles
  readonly disk: DiskFiles
}

/** The service reads the cells from memory and all else (packages, type libraries, modules beside the notebook) from disk. */
export function serviceHost(folder: string, { cells, fixed, disk }: ServiceFiles): ts.LanguageServiceHost {
  const options = compilerOptions(folder)
  // The types of Node.js first: a name that both declare is better known to them.
  const roots = [nodeTypes(folder)].filter((path) => path !== null)
  fixed.set(join(folder, 'notebook-globals.d.ts'), notebookGlobals)
  const inMemory = (path: string): string | undefined => fixed.get(path) ?? cells.find(path)?.text
  return {
    // Without it the service asks for the version of every file in each of the dozen steps of an answer.
    getProjectVersion: () => `${cells.version} ${fixed.size} ${disk.version}`,
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...roots, ...fixed.keys(), ...cells.paths()],
    getScriptVersion: (path) =>
      fixed.has(path) ? '0' : (cells.find(path)?.version.toString() ?? disk.versionOf(path)),
    getScriptSnapshot(path) {
      const text = inMemory(path)
      return text === undefined ? disk.snapshot(path) : ts.ScriptSnapshot.fromString(text)
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
