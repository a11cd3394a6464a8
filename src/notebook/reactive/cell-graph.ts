/** What a run of a cell gives to the notebook and takes from it. */
export interface NamesOfRun {
  /** Names that the cell defines. */
  readonly defines: readonly string[]
  /** Names of other cells that it assigns to, or whose objects it changes in place. */
  readonly changes: readonly string[]
  /** The part of `changes` whose old value decides about the new one: `n = n + 1`, but not `n = 1`. */
  readonly updates: readonly string[]
  /** Names that it uses and does not define. */
  readonly uses: readonly string[]
  /** The part of `uses` that its functions need, whoever calls them and when. */
  readonly late: readonly string[]
}

/** One run of one cell, of all runs of all cells. */
export interface RunId {
  readonly cell: string
  /** Counts all runs of the notebook: a later run has the greater number. */
  readonly run: number
}

/** The last run of a cell. */
export interface CellRun extends RunId {
  /** The execution count under which people know it. */
  readonly count: number
  /** The names that mean something else since this run. */
  readonly provides: ReadonlySet<string>
  /** The names that stand in the cell itself, of those that follow. */
  readonly uses: ReadonlySet<string>
  /** Where each name came from that the run used, or that what it called may have used; null for a name that no cell had defined. */
  readonly links: ReadonlyMap<string, RunId | null>
  /** What calling its functions may need: the late names of this cell and of all that it uses. */
  readonly reach: ReadonlySet<string>
}

/**
 * Which run of which cell every cell has used. Knows facts only; `judgeCells` says what follows from them.
 *
 * A name means what the cell that provided it last has made of it, as in the notebook's namespaces. What a run no longer
 * provides, and what a removed cell has provided, still has its value: such a name goes on leading to the run that is gone.
 */
export class CellGraph {
  private readonly cells = new Map<string, CellRun>()
  /** By name: the last run of each cell that has provided it; the last one of the list is what the name means. */
  private readonly providers = new Map<string, readonly RunId[]>()
  private serial = 0

  /** The last run of each cell, in the order in which they took place. */
  get runs(): ReadonlyMap<string, CellRun> {
    return this.cells
  }

  /** Notes that a cell runs, at the moment at which its names are bound. */
  ran(cell: string, count: number, names: NamesOfRun): CellRun {
    const bound = this.bind(cell, names)
    const provides = new Set([...names.defines, ...names.changes])
    const run: CellRun = { cell, count, run: ++this.serial, provides, uses: new Set(names.uses), ...bound }
    for (const name of run.provides) this.provide(name, run)
    this.cells.delete(cell)
    this.cells.set(cell, run)
    return run
  }

  /** The cells are gone from the notebook; their values are not. */
  removed(cells: Iterable<string>): void {
    for (const cell of cells) this.cells.delete(cell)
  }

  /** Forgets a run, as if it had never been. */
  forget(cell: string): void {
    const run = this.cells.get(cell)
    this.cells.delete(cell)
    for (const name of run?.provides ?? []) {
      const others = this.others(name, cell)
      if (others.length === 0) this.providers.delete(name)
      else this.providers.set(name, others)
    }
  }

  /** All values are lost. */
  clear(): void {
    this.cells.clear()
    this.providers.clear()
  }

  private provide(name: string, { cell, run }: RunId): void {
    this.providers.set(name, [...this.others(name, cell), { cell, run }])
  }

  private others(name: string, cell: string): readonly RunId[] {
    return (this.providers.get(name) ?? []).filter((provider) => provider.cell !== cell)
  }

  /**
   * Links the names that a run uses itself, and those that the functions may need which it uses. The latter are a cell's
   * `reach`, which was complete when that cell ran: it grows only through names whose provider has changed since.
   */
  private bind(cell: string, { defines, updates, uses, late }: NamesOfRun): Pick<CellRun, 'links' | 'reach'> {
    const own = new Set(defines)
    const reach = new Set(late)
    const links = new Map<string, RunId | null>()
    const follow = (name: string, knownUntil: number): void => {
      if (links.has(name) || own.has(name)) return
      const all = this.providers.get(name) ?? []
      // A cell that sets a name anew does the same however often it runs; one that goes on from the old value does not.
      const isRepeat = all.at(-1)?.cell === cell && !updates.includes(name)
      const provider = all.at(isRepeat ? -2 : -1) ?? null
      links.set(name, provider)
      if (provider === null || (provider.run <= knownUntil && !isRepeat)) return
      for (const needed of this.cells.get(provider.cell)?.reach ?? []) {
        reach.add(needed)
        follow(needed, provider.run)
      }
    }
    for (const name of uses) follow(name, 0)
    return { links, reach }
  }
}
