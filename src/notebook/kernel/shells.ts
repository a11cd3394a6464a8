import { randomUUID } from 'node:crypto'
import type { CellQueue } from './cell-queue.ts'

/** The main shell (null) and the subshells of JEP 91, each with a queue and a count of its own. */
export class Shells {
  private readonly queues = new Map<string | null, CellQueue>()
  private readonly open: (id: string | null) => CellQueue

  constructor(open: (id: string | null) => CellQueue) {
    this.open = open
    this.queues.set(null, open(null))
  }

  /** The queue that a request with this `subshell_id` belongs to; null when there is no such subshell. */
  find(id: string | null | undefined): CellQueue | null {
    return this.queues.get(id ?? null) ?? null
  }

  create(): string {
    const id = randomUUID()
    this.queues.set(id, this.open(id))
    return id
  }

  /** Whether there was such a subshell. The cell that runs in it runs on, those that wait are aborted. */
  delete(id: string): boolean {
    this.queues.get(id)?.close()
    return this.queues.delete(id)
  }

  /** The subshells, without the main shell. */
  list(): string[] {
    return [...this.queues.keys()].filter((id) => id !== null)
  }

  /** The header bytes of a request that runs now; the main shell's before others. */
  get runningParent(): string | null {
    for (const { runningParent } of this.queues.values()) if (runningParent !== null) return runningParent
    return null
  }

  close(): void {
    for (const queue of this.queues.values()) queue.close()
  }
}
