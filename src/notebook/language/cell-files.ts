import { extname } from 'node:path'
import ts from 'typescript'
import { parseCell } from '../compiler/analyze-cell.ts'
import { startOfWord } from './start-of-word.ts'
import { topLevelNames, type TopLevelName } from './top-level-names.ts'
import { fileIn } from './typescript-path.ts'

/** A cell as TypeScript sees it. */
export interface CellFile {
  /** As TypeScript writes it: see `typescriptPath`. */
  readonly path: string
  readonly text: string
  /** An offset in the cell plus this is the offset in `text`. */
  readonly shift: number
  readonly version: number
  readonly names: readonly TopLevelName[]
  /** The files whose names this one declares. */
  readonly uses: readonly string[]
}

interface Definer extends TopLevelName {
  readonly path: string
}

/** `declare global { … }` and `declare module '…' { … }`. */
const declaresForAll = /^\s*declare\s+(?:global|module)\b/m

const hasElements = /<\/|\/>/
/** Else TypeScript would read the types of React, where they are, for a file that has no use for them. */
const withoutElements = '/** @jsxRuntime classic */ '

/**
 * The notebook as TypeScript sees it: one module per cell that ran, and one for the cell being asked about. None exists
 * on disk. A module's first line declares the names that earlier cells define, by import; its last exports its own.
 */
export class CellFiles {
  private readonly folder: string
  /** The cells that ran and tell others something, in the order of their latest run. */
  private readonly cells = new Map<string, CellFile>()
  /** All files by path: those of `cells`, and older runs from which cells that are still there took names. */
  private files = new Map<string, CellFile>()
  private current: CellFile
  /** Cells about to run, as they were, whose problems may still be asked for. */
  private readonly snapshots = new Map<string, CellFile>()
  private made = 0
  private changes = 0

  constructor(folder: string) {
    this.folder = folder
    this.current = this.makeFile('edit', '', () => false)
  }

  /** Adds a cell that ran, in place of an earlier run of the same cell, as the newest. */
  add(cellId: string, code: string): void {
    // It was not compiled, so it has defined nothing.
    if (parseCell(code).errors.length > 0) return
    const before = this.cells.delete(cellId)
    // Only the names that it mentions: with all, a notebook of n cells would hold n² declarations.
    const words = wordsOf(code)
    const file = this.makeFile('ran', code, (name) => words.has(name))
    const tells = file.names.length > 0 || declaresForAll.test(code)
    if (tells) this.cells.set(cellId, file)
    // Of a cell that gives nothing to others TypeScript need not know: every change makes it forget what it found out.
    if (!tells && !before) return
    this.files = this.reachable()
    this.changes += 1
  }

  /** No cell has run, and none is about to. */
  forget(): void {
    this.cells.clear()
    this.snapshots.clear()
    this.files = new Map()
    this.changes += 1
  }

  /** Makes `code` the cell being edited. Names of the notebook that it does not mention are not in its reach. */
  edit(code: string): CellFile {
    const words = wordsOf(code)
    return this.show(code, (name) => words.has(name))
  }

  /** The same, with all names in reach that could stand at `offset`: those that continue what is written there. */
  editAt(code: string, offset: number): CellFile {
    const words = wordsOf(code)
    const start = startOfWord(code, offset)
    const isMember = /(?<!\.\.)\.$/.test(code.slice(0, start))
    const typed = code.slice(start, offset).toLowerCase()
    return this.show(code, (name) => words.has(name) || (!isMember && name.toLowerCase().startsWith(typed)))
  }

  /** The cell as it is about to run, given the cells that ran before it. It stays among the files until `release`. */
  snapshot(code: string): CellFile {
    const words = wordsOf(code)
    const snapshot = this.makeFile('check', code, (name) => words.has(name))
    this.snapshots.set(snapshot.path, snapshot)
    return snapshot
  }

  release({ path }: CellFile): void {
    this.snapshots.delete(path)
  }

  /** Changes whenever the files of the cells that ran do. */
  get version(): number {
    return this.changes
  }

  /** The files of the cells that ran, and of older runs from which cells that are still there took names. */
  get ran(): readonly CellFile[] {
    return [...this.files.values()]
  }

  find(path: string): CellFile | undefined {
    return path === this.current.path ? this.current : (this.files.get(path) ?? this.snapshots.get(path))
  }

  private reachable(): Map<string, CellFile> {
    const reached = new Map<string, CellFile>()
    const known = new Map([...this.files, ...[...this.cells.values()].map((file) => [file.path, file] as const)])
    const reach = (path: string): void => {
      const file = known.get(path)
      if (file === undefined || reached.has(path)) return
      reached.set(path, file)
      for (const used of file.uses) reach(used)
    }
    for (const { path } of this.cells.values()) reach(path)
    for (const { uses } of this.snapshots.values()) uses.forEach(reach)
    return reached
  }

  private show(code: string, mentions: (name: string) => boolean): CellFile {
    const shown = this.makeFile('edit', code, mentions)
    // The same file for the same text: who typed it often asks more about it.
    if (shown.text !== this.current.text || extname(shown.path) !== extname(this.current.path)) this.current = shown
    return this.current
  }

  /** Each has a path of its own, under which TypeScript may remember something about it. */
  private makeFile(purpose: 'ran' | 'edit' | 'check', code: string, mentions: (name: string) => boolean): CellFile {
    this.made += 1
    // `<T>value` is a cast in one and an element in the other; the cell runs as the same of the two.
    const path = fileIn(this.folder, `cell_${this.made}_${purpose}.${parseCell(code).lang}`)
    const names = topLevelNames(ts.createSourceFile(path, code, ts.ScriptTarget.Latest))
    const own = new Set(names.map((one) => one.name))
    const definers = this.definers().filter((one) => !own.has(one.name) && mentions(one.name))
    const exports = names.filter((one) => !one.exported).map((one) => one.name)
    const prelude = `${hasElements.test(code) ? '' : withoutElements}${definers.map(declaration).join(' ')}\n`
    return {
      path,
      names,
      version: this.made,
      shift: prelude.length,
      text: `${prelude}${code}\nexport { ${exports.join(', ')} };\n`,
      uses: [...new Set(definers.map((one) => one.path))],
    }
  }

  /** Who defines each name that the cells give. The newest wins. */
  private definers(): readonly Definer[] {
    const definers = new Map<string, Definer>()
    for (const { path, names } of this.cells.values()) {
      for (const name of names) definers.set(name.name, { ...name, path })
    }
    return [...definers.values()]
  }
}

function declaration({ name, kind, path }: Definer): string {
  const module = moduleOf(path)
  if (kind === 'declaration') return `import { ${name} } from '${module}';`
  // An import could not be assigned to, and a notebook may assign to what an earlier cell declared with `let`.
  return `declare ${kind === 'constant' ? 'const' : 'let'} ${name}: typeof import('${module}').${name};`
}

/** What other cells import the one at `path` by. */
export function moduleOf(path: string): string {
  return `./${/([^/]+)\.tsx?$/.exec(path)![1]}`
}

function wordsOf(code: string): ReadonlySet<string> {
  return new Set(code.match(/[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu))
}
