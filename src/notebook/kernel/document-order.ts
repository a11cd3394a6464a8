/** In which order the cells stand in the notebooks of a kernel, as far as frontends tell. */
export class DocumentOrder {
  /** The cells of each frontend that tells, by its name. */
  private readonly lists = new Map<string, readonly string[]>()
  /** Cells that have stood in a notebook. */
  private readonly seen = new Set<string>()

  /** Takes over what a frontend shows. It may be another view of the same notebook: then the newer one counts. */
  set(frontend: string, cells: readonly string[]): void {
    const listed = new Set(cells)
    for (const [other, list] of this.lists) {
      const rest = list.filter((cell) => !listed.has(cell))
      if (rest.length === 0) this.lists.delete(other)
      else this.lists.set(other, rest)
    }
    this.lists.set(frontend, [...listed])
    for (const cell of cells) this.seen.add(cell)
  }

  /**
   * The cells that have run (`ran`, in the order of execution) in the order of Run All. Those that no notebook has ever
   * shown, such as a console's, come first; those that have vanished from theirs are left out.
   */
  arrange(ran: Iterable<string>): string[] {
    const elsewhere = [...ran].filter((cell) => !this.seen.has(cell))
    return [...elsewhere, ...[...this.lists.values()].flat()]
  }
}
