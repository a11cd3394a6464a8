import ts from 'typescript'
import { moduleOf, type CellFile, type CellFiles } from './cell-files.ts'
import type { DiskFiles } from './disk-files.ts'
import { FileExchange } from './file-exchange.ts'
import { loneFile, type LoneFile } from './lone-file.ts'
import type { NotebookSettings } from './notebook-settings.ts'
import { serviceHost } from './service-host.ts'
import { fileIn } from './typescript-path.ts'

/**
 * TypeScript's language service over a notebook, with one cell at a time in it: the one that is asked about. All that ran
 * is imported by a file that takes its place between questions. A cell that TypeScript must be told about in earnest,
 * because of what it says to all files, becomes a file of the program itself.
 */
export class CellService {
  private readonly settings: NotebookSettings
  private readonly cells: CellFiles
  private readonly disk: DiskFiles
  private readonly place: string
  /** Keeps what was read of packages and the language from one service to the next. */
  private readonly registry = ts.createDocumentRegistry()
  private service: ts.LanguageService
  /** The version of the settings that the service was made with. */
  private settled: number
  /** The modules that the place imports beside the cells: those of the cell for which the program was made. */
  private wanted: readonly string[] = []
  private shown: CellFile | null = null
  private changes = 0
  private exchange: FileExchange | null = null
  private latest: LoneFile | null = null

  constructor(settings: NotebookSettings, cells: CellFiles, disk: DiskFiles) {
    this.settings = settings
    this.cells = cells
    this.disk = disk
    this.place = fileIn(settings.folder, 'cell_place.ts')
    this.service = this.open()
    this.settled = settings.version
  }

  /** How many programs TypeScript had to make because of what a cell imports or declares. */
  get renewals(): number {
    return this.changes
  }

  /** Asks the service something about the file. */
  ask<Answer>(file: CellFile, question: (service: ts.LanguageService) => Answer): Answer {
    if (this.settled !== this.settings.version) this.renew()
    const lone = this.alone(file)
    const exchange = this.exchangeFor(lone)
    if (exchange === null) {
      this.show(file)
      return question(this.service)
    }
    exchange.put(lone)
    try {
      return question(this.service)
    } finally {
      exchange.undo()
    }
  }

  private open(): ts.LanguageService {
    const host = serviceHost(this.settings, this.disk, {
      version: () => this.version,
      roots: () => [this.place, ...(this.shown === null ? [] : [this.shown.path])],
      find: (path) => (path === this.place ? { text: this.placeText(), version: this.version } : this.cells.find(path)),
    })
    return ts.createLanguageService(host, this.registry)
  }

  /** Begins anew with other settings, or where a name may lead to another file: a program keeps where names have led. */
  private renew(): void {
    const before = this.service
    this.settled = this.settings.version
    this.changes += 1
    this.exchange = null
    this.latest = null
    this.service = this.open()
    // Before the old one lets go of the files that both have.
    this.service.getProgram()
    before.dispose()
  }

  /** Null where the file must be in the program. */
  private exchangeFor(lone: LoneFile): FileExchange | null {
    if (!lone.isSelfContained) return null
    this.show(null)
    const exchange = this.exchangeNow()
    if (exchange.isFitFor(lone)) return exchange
    this.wanted = lone.file.imports.map(({ text }) => text)
    this.changes += 1
    const renewed = this.exchangeNow()
    return renewed.isFitFor(lone) ? renewed : null
  }

  private exchangeNow(): FileExchange {
    const program = this.service.getProgram()!
    if (this.exchange?.program !== program) this.exchange = new FileExchange(program, this.place)
    return this.exchange
  }

  private show(file: CellFile | null): void {
    if (this.shown === file) return
    this.shown = file
    this.changes += 1
  }

  private alone({ path, text }: CellFile): LoneFile {
    if (this.latest?.path !== path || this.latest.text !== text)
      this.latest = loneFile(path, text, this.settings.options)
    return this.latest
  }

  private get version(): string {
    return `${this.cells.version} ${this.disk.version} ${this.changes}`
  }

  private placeText(): string {
    const modules = [...this.cells.ran.map(({ path }) => moduleOf(path)), ...this.wanted]
    // Without what JSX needs: a cell with JSX asks for it.
    return `/** @jsxRuntime classic */\n${modules.map((name) => `import ${JSON.stringify(name)};`).join('\n')}\nexport {};\n`
  }
}
