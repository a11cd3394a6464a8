import { join } from 'node:path'
import ts from 'typescript'
import type { CompletionResult, InspectionResult, RanCell, TypeProblem } from '../ipc/language-messages.ts'
import { CellFiles, type CellFile } from './cell-files.ts'
import { completionsAt } from './completion.ts'
import { DiskFiles } from './disk-files.ts'
import { problemsOf } from './diagnostics.ts'
import { importPathAt, notebookPackages, packagePaths } from './import-paths.ts'
import { inspectionAt } from './inspection.ts'
import { importingAll, importingItems, mayAwait, packageExports, type PackageExport } from './package-exports.ts'
import { serviceHost, type FixedFiles } from './service-host.ts'
import { startOfWord } from './start-of-word.ts'

/** A name shorter than this continues into too many exports to be helped. */
const shortestImported = 3

/** What TypeScript knows about a notebook: answers about the cell being edited, given the cells that ran. */
export class NotebookLanguage {
  private readonly folder: string
  private readonly files: CellFiles
  private readonly disk = new DiskFiles()
  private readonly fixed: FixedFiles = new Map()
  private readonly service: ts.LanguageService
  private exports: readonly PackageExport[] | null = null

  /** @param folder the notebook's folder: imports resolve from there */
  constructor(folder: string) {
    this.folder = folder
    this.files = new CellFiles(folder)
    this.service = ts.createLanguageService(
      serviceHost(folder, { cells: this.files, fixed: this.fixed, disk: this.disk }),
    )
  }

  ran({ cellId, code }: RanCell): void {
    this.files.add(cellId, code)
  }

  complete(code: string, offset: number): CompletionResult {
    this.disk.lookAgain()
    const { path, shift } = this.files.editAt(code, offset)
    const importPath = importPathAt(code, offset)
    if (importPath !== null && !/^[./]/.test(importPath.typed)) {
      const packages = packagePaths(this.folder, importPath)
      if (packages.items.length > 0) return packages
    }
    const found = completionsAt(this.service, path, offset + shift)
    const { items, start, end, anyName } = found
    if (items.length === 0 && anyName) return this.completeByImport(code, offset)
    return { items, start: start - shift, end: end - shift }
  }

  inspect(code: string, offset: number, detail: 0 | 1 = 0): InspectionResult {
    this.disk.lookAgain()
    const { path, shift } = this.files.edit(code)
    return inspectionAt(this.service, this.files, { path, offset: offset + shift, detail })
  }

  /** The cell as it is about to run. Its problems can be asked for later, when other cells have run. */
  snapshot(code: string): CellFile {
    return this.files.snapshot(code)
  }

  /** What is wrong with the types of a cell. Each snapshot is asked about once. */
  problems(snapshot: CellFile): readonly TypeProblem[] {
    this.disk.lookAgain()
    try {
      return problemsOf(this.service, snapshot)
    } finally {
      this.files.release(snapshot)
    }
  }

  private completeByImport(code: string, offset: number): CompletionResult {
    const start = startOfWord(code, offset)
    const typed = code.slice(start, offset)
    const file = ts.createSourceFile('cell.tsx', code, ts.ScriptTarget.Latest, true)
    const fits = typed.length >= shortestImported && mayAwait(file, offset)
    return { items: fits ? importingItems(this.exportsInReach(), typed) : [], start, end: offset }
  }

  /** The values that the packages of the notebook export. Their types are loaded once, and let go again. */
  private exportsInReach(): readonly PackageExport[] {
    if (this.exports !== null) return this.exports
    const path = join(this.folder, 'notebook-packages.ts')
    this.fixed.set(path, importingAll([...new Set(['ansatz', ...notebookPackages(this.folder)])]))
    const program = this.service.getProgram()
    this.exports = program === undefined ? [] : packageExports(program, path)
    this.fixed.delete(path)
    return this.exports
  }
}
