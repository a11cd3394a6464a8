import ts from 'typescript'
import { nodeTypes } from './compiler-options.ts'
import type { DiskFiles } from './disk-files.ts'
import { notebookGlobals } from './notebook-globals.ts'
import type { NotebookSettings } from './notebook-settings.ts'
import { fileIn, typescriptPath } from './typescript-path.ts'

/** The files that exist in memory only. */
export interface MemoryFiles {
  /** Changes with everything that the service reads. */
  version(): string
  /** The files to begin with; those that they import come by themselves. */
  roots(): readonly string[]
  find(path: string): { readonly text: string; readonly version: string | number } | undefined
}

/** The service reads the cells from memory and all else (packages, type libraries, modules beside the notebook) from disk. */
export function serviceHost(
  { folder, options }: Pick<NotebookSettings, 'folder' | 'options'>,
  disk: DiskFiles,
  memory: MemoryFiles,
): ts.LanguageServiceHost {
  const place = typescriptPath(folder)
  const globals = fileIn(folder, 'notebook-globals.d.ts')
  // The types of Node.js first: a name that both declare is better known to them.
  const fixed = [...[nodeTypes(folder)].filter((path) => path !== null), globals]
  const find = (path: string) => (path === globals ? { text: notebookGlobals, version: 0 } : memory.find(path))
  return {
    // Without it the service asks for the version of every file in each of the dozen steps of an answer.
    getProjectVersion: () => memory.version(),
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...fixed, ...memory.roots()],
    getScriptVersion: (path) => find(path)?.version.toString() ?? disk.versionOf(path),
    getScriptSnapshot(path) {
      const file = find(path)
      return file === undefined ? disk.snapshot(path) : ts.ScriptSnapshot.fromString(file.text)
    },
    getCurrentDirectory: () => place,
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
    fileExists: (path) => find(path) !== undefined || ts.sys.fileExists(path),
    readFile: (path) => find(path)?.text ?? ts.sys.readFile(path),
    readDirectory: (...args) => ts.sys.readDirectory(...args),
    directoryExists: (path) => path === place || ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
  }
}
