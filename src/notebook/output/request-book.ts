import type { IncomingMessage } from '../protocol/message.ts'

/** An execute request whose outputs may still come, also after it has ended. */
export interface RequestEntry {
  /** Our own name for the request between the processes; a client's `msg_id` is not trusted to be unique. */
  readonly id: string
  /** The header bytes that everything shown by this request carries as its parent. */
  readonly parent: string
  /** The route to the client that asked, for questions on the stdin channel. */
  readonly identities: readonly Buffer[]
  /** The session id of the client that asked: another one after a page has been loaded again. */
  readonly session: string
  /** The subshell that it runs in; null for the main shell. */
  readonly shell: string | null
  readonly cellId: string | null
  readonly silent: boolean
  readonly count: number
}

/** How many finished requests are remembered: about 4 MB. What a forgotten one still shows is dropped. */
const capacity = 8192

/** Finds the request that an output belongs to, however late the output comes. */
export class RequestBook {
  private readonly entries = new Map<string, RequestEntry>()
  private last: RequestEntry | null = null
  private opened = 0

  open(message: IncomingMessage, facts: Pick<RequestEntry, 'shell' | 'cellId' | 'silent' | 'count'>): RequestEntry {
    const { identities, header, headerText: parent } = message
    const entry = { id: `r${++this.opened}`, parent, identities, session: header.session, ...facts }
    this.entries.set(entry.id, entry)
    this.last = entry
    if (this.entries.size > capacity) this.forgetOldest()
    return entry
  }

  get(id: string): RequestEntry | null {
    return this.entries.get(id) ?? null
  }

  /** The request that runs, or else the one that ran last: where output goes that names no request. */
  get latest(): RequestEntry | null {
    return this.last
  }

  /** The cells are gone from the notebook; nothing may be shown in them again. */
  forgetCells(cellIds: ReadonlySet<string>): void {
    for (const [id, entry] of this.entries) {
      if (entry.cellId !== null && cellIds.has(entry.cellId)) this.entries.delete(id)
    }
  }

  private forgetOldest(): void {
    for (const id of this.entries.keys()) {
      this.entries.delete(id)
      return
    }
  }
}
