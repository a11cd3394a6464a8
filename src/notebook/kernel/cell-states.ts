import type { LinkedNames } from '../ipc/executor-messages.ts'
import type { Iopub } from '../output/iopub.ts'
import type { RequestEntry } from '../output/request-book.ts'
import type { JsonObject } from '../protocol/message.ts'
import { CellGraph } from '../reactive/cell-graph.ts'
import { judgeCells, type CellState } from '../reactive/judge-cells.ts'
import { describeReason } from '../reactive/messages.ts'
import type { CommServer } from './comm-server.ts'
import { DocumentOrder } from './document-order.ts'

/** What frontends are told about a cell. */
interface CellStatus {
  readonly state: CellState
  /** Why it is not fresh: a sentence. */
  readonly reason?: string
  /** Cells with smaller numbers ran before. */
  readonly order: number
  /** The text that ran. */
  readonly code: string
}

/** The target of the comms over which frontends hear about cells. */
export const cellsTarget = 'ansatz.cells'

/** Changes that come faster are told together: Run All makes one of every cell. */
const tellAfterMs = 20
/** Pages that were reloaded or lost have not closed their comm; so many stay open. */
const watchersAtMost = 16
/** Runs without a cell id (consoles, nbclient) that are remembered for what they define. */
const anonymousAtMost = 1000

/**
 * Tells frontends which cells would show something else if they ran again. Over a comm of the target `ansatz.cells`
 * the kernel sends `{ type: 'snapshot', cells }` when it is opened and at a loss of all variables, then
 * `{ type: 'delta', cells, removed }`; `cells` maps cell ids to `{ state, reason?, order, code? }`, and in a delta `code`
 * is there only where it is new. A frontend may send `{ type: 'order', cells }`, the ids in the order in which the cells
 * stand; without that, they count as standing in the order in which they ran.
 */
export class CellStates implements CommServer {
  private readonly iopub: Iopub
  private readonly graph = new CellGraph()
  private readonly order = new DocumentOrder()
  /** The texts of cells that run, by request, and of those that have run, by cell. */
  private readonly running = new Map<string, string>()
  private readonly codes = new Map<string, string>()
  private readonly anonymous = new Set<string>()
  private readonly watchers = new Set<string>()
  /** The header bytes of the request that has changed something; null when the watchers know everything. */
  private unsaid: string | null = null
  /** What the watchers know. */
  private told: ReadonlyMap<string, CellStatus> = new Map()

  constructor(iopub: Iopub) {
    this.iopub = iopub
  }

  started({ id }: RequestEntry, code: string): void {
    this.running.set(id, code)
  }

  /** The names of a cell have been bound. Only now: until its code is understood, its last run stands. */
  linked(entry: RequestEntry | null, names: LinkedNames): void {
    if (entry === null) return
    const { id, cellId, count, parent } = entry
    if (cellId === null) {
      this.ranAnonymously(id, count, names)
    } else {
      this.codes.set(cellId, this.running.get(id) ?? '')
      this.graph.ran(cellId, count, names)
    }
    this.changed(parent)
  }

  finished({ id }: RequestEntry): void {
    this.running.delete(id)
  }

  deleted(cells: ReadonlySet<string>, parent: string): void {
    this.graph.removed(cells)
    for (const cell of cells) this.codes.delete(cell)
    this.changed(parent)
  }

  /** All variables are gone: nothing is known about any cell. */
  lost(parent: string | null): void {
    this.graph.clear()
    this.codes.clear()
    this.anonymous.clear()
    this.told = new Map()
    this.unsaid = null
    for (const watcher of this.watchers) this.send(watcher, { type: 'snapshot', cells: {} }, parent)
  }

  opened(commId: string, parent: string): void {
    if (this.watchers.size === 0) this.told = this.statuses()
    else this.tellChanges()
    this.watchers.add(commId)
    for (const oldest of this.watchers) if (this.watchers.size > watchersAtMost) this.watchers.delete(oldest)
    this.send(commId, { type: 'snapshot', cells: Object.fromEntries(this.told) }, parent)
  }

  received(commId: string, { type, cells }: JsonObject, parent: string): void {
    if (type !== 'order' || !Array.isArray(cells)) return
    this.order.set(
      commId,
      cells.filter((cell) => typeof cell === 'string'),
    )
    this.changed(parent)
  }

  closed(commId: string): void {
    this.watchers.delete(commId)
  }

  private ranAnonymously(id: string, count: number, names: LinkedNames): void {
    if (names.defines.length + names.changes.length === 0) return
    this.graph.ran(id, count, names)
    this.anonymous.add(id)
    for (const oldest of this.anonymous) {
      if (this.anonymous.size <= anonymousAtMost) return
      this.anonymous.delete(oldest)
      this.graph.forget(oldest)
    }
  }

  private statuses(): Map<string, CellStatus> {
    const { runs } = this.graph
    const statuses = new Map<string, CellStatus>()
    for (const [cell, { state, reason }] of judgeCells(runs, this.order.arrange(runs.keys()))) {
      const code = this.codes.get(cell)
      if (code === undefined) continue
      const order = runs.get(cell)?.run ?? 0
      statuses.set(cell, { state, ...(reason !== null && { reason: describeReason(state, reason) }), order, code })
    }
    return statuses
  }

  /** Costs nothing while nobody watches, and never holds up the cell that runs. */
  private changed(parent: string): void {
    if (this.watchers.size === 0) return
    if (this.unsaid === null) setTimeout(() => this.tellChanges(), tellAfterMs)
    this.unsaid = parent
  }

  private tellChanges(): void {
    const parent = this.unsaid
    this.unsaid = null
    if (parent === null) return
    const before = this.told
    this.told = this.statuses()
    const changed = [...this.told].flatMap(([cell, status]) => changeOf(cell, before.get(cell), status))
    const removed = [...before.keys()].filter((cell) => !this.told.has(cell))
    if (changed.length + removed.length === 0) return
    const delta = { type: 'delta', cells: Object.fromEntries(changed), removed }
    for (const watcher of this.watchers) this.send(watcher, delta, parent)
  }

  private send(commId: string, data: JsonObject, parent: string | null): void {
    this.iopub.publish({ type: 'comm_msg', parent, content: { comm_id: commId, data } })
  }
}

type Change = readonly [cell: string, status: Omit<CellStatus, 'code'> & Partial<CellStatus>]

function changeOf(cell: string, before: CellStatus | undefined, now: CellStatus): readonly Change[] {
  if (before === undefined) return [[cell, now]]
  const { code, ...status } = now
  if (code !== before.code) return [[cell, now]]
  const same = status.state === before.state && status.reason === before.reason && status.order === before.order
  return same ? [] : [[cell, status]]
}
