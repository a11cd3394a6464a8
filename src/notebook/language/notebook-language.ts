import ts from 'typescript'
import type { CompletionResult, InspectionResult, RanCell, TypeProblem } from '../ipc/language-messages.ts'
import { CellFiles, type CellFile } from './cell-files.ts'
import { CellService } from './cell-service.ts'
import { completionsAt, type CompletionPlace } from './completion.ts'
import { DiskFiles } from './disk-files.ts'
import { problemsOf } from './diagnostics.ts'
import { withClosedTag, withReturns } from './finished-code.ts'
import { importPathAt, notebookPackages, packagePaths } from './import-paths.ts'
import { inspectionAt } from './inspection.ts'
import { importingItems, mayAwait } from './importing-items.ts'
import { NotebookSettings } from './notebook-settings.ts'
import { PackageExports, type PackageExport } from './package-exports.ts'
import { startOfWord } from './start-of-word.ts'

/** A name shorter than this continues into too many exports to be helped. */
const shortestImported = 3
/** JupyterLab drops what takes a second. What is not read by then is offered at the next letter. */
const importPatienceMs = 300

/**
 * What is asked most, asked beforehand: all of it once, so that TypeScript's code is compiled, and the first of it whenever
 * the notebook has changed, so that there is a program whose checker knows the globals.
 */
const usual = ['const n = 0; Math.', 'cons', 'process.', '[0].map((n) => n.to']

/** What TypeScript knows about a notebook: answers about the cell being edited, given the cells that ran. */
export class NotebookLanguage {
  private readonly settings: NotebookSettings
  private readonly files: CellFiles
  private readonly disk = new DiskFiles()
  private readonly service: CellService
  /** Null until somebody asks for a name that only a package can give. */
  private exports: PackageExports | null = null
  private usualAsked = 0
  /** The version of the cells that TypeScript has been prepared for. */
  private prepared = 0

  /** @param folder the notebook's folder: imports resolve from there */
  constructor(folder: string) {
    this.settings = new NotebookSettings(folder)
    this.files = new CellFiles(folder)
    this.service = new CellService(this.settings, this.files, this.disk)
  }

  ran({ cellId, code }: RanCell): void {
    this.settings.consider(code)
    this.files.add(cellId, code)
  }

  /** The variables of the notebook are gone. What is known about the language and packages stays. */
  forget(): void {
    this.files.forget()
  }

  complete(code: string, offset: number): CompletionResult {
    const importPath = importPathAt(code, offset)
    if (importPath !== null && !/^[./]/.test(importPath.typed)) {
      const packages = packagePaths(this.settings.folder, importPath)
      if (packages.items.length > 0) return packages
    }
    const finished = withClosedTag(code, offset)
    this.lookAgain(finished)
    const { anyName, ...found } = this.completeCell(finished, offset)
    if (found.items.length > 0) return found
    if (anyName) return this.completeByImport(code, offset)
    const returning = withReturns(code, offset)
    if (returning === null) return found
    const { items, start, end } = this.completeCell(returning, offset)
    return { items, start, end }
  }

  inspect(code: string, offset: number, detail: 0 | 1 = 0): InspectionResult {
    this.lookAgain(code)
    const file = this.files.edit(code)
    const place = { path: file.path, offset: offset + file.shift, detail }
    return this.service.ask(file, (service) => inspectionAt(service, this.files, place))
  }

  /** The cell as it is about to run. Its problems can be asked for later, when other cells have run. */
  snapshot(code: string): CellFile {
    return this.files.snapshot(code)
  }

  /** What is wrong with the types of a cell. Each snapshot is asked about once. */
  problems(snapshot: CellFile): readonly TypeProblem[] {
    this.lookAgain(snapshot.text)
    try {
      return this.service.ask(snapshot, (service) => problemsOf(service, snapshot))
    } finally {
      this.files.release(snapshot)
    }
  }

  /**
   * Does a piece of what will be asked, for a moment in which nobody waits: some 20 ms, in which no question is answered,
   * but a second for a large package. False when all is done.
   */
  prepare(): boolean {
    const isReady = this.usualAsked === usual.length && this.prepared === this.files.version
    if (isReady) return this.exports?.readNext() ?? false
    const code = this.usualAsked < usual.length ? usual[this.usualAsked++] : usual[0]
    this.prepared = this.files.version
    this.complete(code, code.length)
    this.inspect(code, code.length - 2)
    return true
  }

  /** What has changed on disk, and with `code` in what the notebook is about, is known from here on. */
  private lookAgain(code: string): void {
    this.settings.consider(code)
    const packages = this.settings.lookAgain()
    this.disk.lookAgain(packages)
    if (packages) this.exports = null
  }

  private completeCell(code: string, offset: number): CompletionPlace {
    const file = this.files.editAt(code, offset)
    const { path, shift } = file
    const found = this.service.ask(file, (service) => completionsAt(service, path, offset + shift))
    return { ...found, start: found.start - shift, end: found.end - shift }
  }

  private completeByImport(code: string, offset: number): CompletionResult {
    const start = startOfWord(code, offset)
    const typed = code.slice(start, offset)
    const file = ts.createSourceFile('cell.tsx', code, ts.ScriptTarget.Latest, true)
    const fits = typed.length >= shortestImported && mayAwait(file, offset)
    return { items: fits ? importingItems(this.exportsInReach(), typed) : [], start, end: offset }
  }

  /** The values that the packages of the notebook export, as far as they could be read in time. */
  private exportsInReach(): readonly PackageExport[] {
    const deadline = performance.now() + importPatienceMs
    this.exports ??= new PackageExports(this.settings, [
      ...new Set(['ansatz', ...notebookPackages(this.settings.folder)]),
    ])
    while (performance.now() < deadline && this.exports.readNext());
    return this.exports.read
  }
}
