import { join } from 'node:path'
import ts from 'typescript'
import { topLevelNames, type TopLevelName } from './top-level-names.ts'

interface CellFile {
  readonly path: string
  readonly text: string
  readonly version: number
  readonly names: readonly TopLevelName[]
}

/**
 * The notebook as TypeScript sees it: one module per cell that ran, and one for the cell being edited. None exists on
 * disk. A module's first line declares the names that earlier cells define, by import; its last exports its own.
 */
export class CellFiles {
  private readonly folder: string
  private readonly cells = new Map<string, CellFile>()
  private current: CellFile
  private made = 0

  constructor(folder: string) {
    this.folder = folder
    this.current = this.makeFile('cell_current', '')
  }

  /** Adds a cell that ran, in place of an earlier run of the same cell, as the newest. */
  add(cellId: string, code: string): void {
    this.cells.delete(cellId)
    this.cells.set(cellId, this.makeFile(`cell_${this.made}`, code))
  }

  /** Makes `code` the cell being edited; an offset in it plus `shift` is the offset in the file. */
  edit(code: string): { readonly path: string; readonly shift: number } {
    this.current = this.makeFile('cell_current', code)
    return { path: this.current.path, shift: this.current.text.indexOf('\n') + 1 }
  }

  paths(): string[] {
    return [...this.all()].map(({ path }) => path)
  }

  find(path: string): CellFile | undefined {
    for (const file of this.all()) if (file.path === path) return file
    return undefined
  }

  private *all(): Generator<CellFile> {
    yield* this.cells.values()
    yield this.current
  }

  private makeFile(name: string, code: string): CellFile {
    this.made += 1
    const path = join(this.folder, `${name}.tsx`)
    const names = topLevelNames(ts.createSourceFile(path, code, ts.ScriptTarget.Latest))
    const own = names.map((name) => name.name)
    const text = `${this.prelude(new Set(own))}\n${code}\nexport { ${own.join(', ')} };\n`
    return { path, names, version: this.made, text }
  }

  /** One line that declares what earlier cells define and this one (with its `own` names) does not. The newest wins. */
  private prelude(own: ReadonlySet<string>): string {
    const definers = new Map<string, { readonly module: string; readonly kind: TopLevelName['kind'] }>()
    for (const { path, names } of this.cells.values()) {
      for (const { name, kind } of names) definers.set(name, { module: `./${moduleName(path)}`, kind })
    }
    for (const name of own) definers.delete(name)
    const declarations = [...definers].map(([name, { module, kind }]) =>
      kind === 'variable'
        ? `declare let ${name}: typeof import('${module}').${name};`
        : `import { ${name} } from '${module}';`,
    )
    return declarations.join(' ')
  }
}

function moduleName(path: string): string {
  return /([^/\\]+)\.tsx$/.exec(path)![1]
}
