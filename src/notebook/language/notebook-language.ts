import { join } from 'node:path'
import ts from 'typescript'
import type { CompletionResult, InspectionResult, RanCell } from '../ipc/language-messages.ts'
import { CellFiles } from './cell-files.ts'
import { compilerOptions } from './compiler-options.ts'
import { completionsAt } from './completion.ts'
import { inspectionAt } from './inspection.ts'
import { notebookGlobals } from './notebook-globals.ts'

/** What TypeScript knows about a notebook: answers about the cell being edited, given the cells that ran. */
export class NotebookLanguage {
  private readonly files: CellFiles
  private readonly service: ts.LanguageService

  /** @param folder the notebook's folder: imports resolve from there */
  constructor(folder: string) {
    this.files = new CellFiles(folder)
    this.service = ts.createLanguageService(serviceHost(folder, this.files))
  }

  ran({ cellId, code }: RanCell): void {
    this.files.add(cellId, code)
  }

  complete(code: string, offset: number): CompletionResult {
    const { path, shift } = this.files.edit(code)
    const { items, start, end } = completionsAt(this.service, path, offset + shift)
    return { items, start: start - shift, end: end - shift }
  }

  inspect(code: string, offset: number): InspectionResult {
    const { path, shift } = this.files.edit(code)
    return inspectionAt(this.service, path, offset + shift)
  }
}

/** The service reads the cells from memory and all else (packages, type libraries) from disk. */
function serviceHost(folder: string, files: CellFiles): ts.LanguageServiceHost {
  const options = compilerOptions(folder)
  const globalsPath = join(folder, 'notebook-globals.d.ts')
  const textOf = (path: string): string | undefined =>
    path === globalsPath ? notebookGlobals : (files.find(path)?.text ?? ts.sys.readFile(path))
  return {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [globalsPath, ...files.paths()],
    getScriptVersion: (path) => String(files.find(path)?.version ?? 0),
    getScriptSnapshot(path) {
      const text = textOf(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
    fileExists: (path) => path === globalsPath || files.find(path) !== undefined || ts.sys.fileExists(path),
    readFile: textOf,
    readDirectory: (...args) => ts.sys.readDirectory(...args),
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
  }
}
