import type { Kernel, KernelComm, SessionContext } from './lab.ts'

/** What the kernel says about a cell; see `CellStates` in the kernel. */
export interface CellStatus {
  readonly state: string
  readonly reason?: string
  readonly code: string
}

interface News {
  readonly type?: string
  readonly cells?: Readonly<Record<string, Partial<CellStatus>>>
  readonly removed?: readonly string[]
}

/** The states of a kernel after which it knows nothing of what it knew. */
const lostStates = new Set(['restarting', 'autorestarting', 'terminating', 'dead'])
const workingStates = new Set(['idle', 'busy'])

/** A kernel answers at once; one that is being restarted never does, and its successor has to be asked again. */
const patienceMs = 1000
const attemptsAtMost = 20

/** What the kernel of a notebook says about its cells; nothing while it is not ours. */
export class CellFeed {
  private readonly context: SessionContext
  private readonly changed: () => void
  private readonly found: (kernel: Kernel) => void
  private kernel: Kernel | null = null
  private comm: KernelComm | null = null
  private answered = false
  private order = ''
  private statuses = new Map<string, CellStatus>()
  private closed = false

  /** `changed` is called after each change, `found` when the notebook has a kernel of ours, new or restarted. */
  constructor(context: SessionContext, changed: () => void, found: (kernel: Kernel) => void = () => {}) {
    this.context = context
    this.changed = changed
    this.found = found
    context.kernelChanged.connect(() => this.follow())
    context.statusChanged.connect((_, status) => {
      if (lostStates.has(status)) this.drop()
      else if (workingStates.has(status)) this.follow()
    })
    this.follow()
  }

  get cells(): ReadonlyMap<string, CellStatus> {
    return this.statuses
  }

  /** Tells the kernel in which order the cells stand. */
  tellOrder(cells: readonly string[]): void {
    const order = JSON.stringify(cells)
    if (this.comm === null || order === this.order) return
    this.order = order
    this.comm.send({ type: 'order', cells })
  }

  close(): void {
    this.closed = true
    if (this.comm !== null && !this.comm.isDisposed) this.comm.close()
    this.drop()
  }

  /** Listens to the kernel that the notebook has now. One that has refused is not asked again. */
  private follow(): void {
    const kernel = this.context.session?.kernel ?? null
    if (kernel === this.kernel || this.closed) return
    this.drop()
    this.kernel = kernel
    kernel?.info.then(
      ({ implementation }) => {
        if (implementation !== 'ansatz' || this.kernel !== kernel) return
        this.found(kernel)
        this.listen(kernel)
      },
      // The kernel went away before it said who it is.
      () => {},
    )
  }

  private listen(kernel: Kernel, attempt = 1): void {
    const comm = kernel.createComm('ansatz.cells')
    // Answered at once whatever runs, so a subshell would be for nothing.
    if ('commsOverSubshells' in comm) comm.commsOverSubshells = 'disabled'
    comm.onMsg = ({ content }) => {
      if (this.comm === comm) this.take(content.data as News)
    }
    comm.onClose = () => {
      if (this.comm === comm) this.forget()
    }
    this.comm = comm
    this.answered = false
    comm.open({})
    setTimeout(() => {
      if (this.comm !== comm || this.answered || attempt >= attemptsAtMost) return
      this.forget()
      this.listen(kernel, attempt + 1)
    }, patienceMs)
    this.changed()
  }

  private take({ type, cells = {}, removed = [] }: News): void {
    this.answered = true
    if (type === 'snapshot') this.statuses = new Map()
    for (const [cell, news] of Object.entries(cells)) {
      const { state = 'fresh', reason, code = this.statuses.get(cell)?.code ?? '' } = news
      this.statuses.set(cell, { state, code, ...(reason !== undefined && { reason }) })
    }
    for (const cell of removed) this.statuses.delete(cell)
    this.changed()
  }

  private drop(): void {
    this.kernel = null
    this.forget()
  }

  private forget(): void {
    this.comm = null
    this.order = ''
    this.statuses = new Map()
    this.changed()
  }
}
