/** At most ten updates a second per display: more is not seen, and the Jupyter server drops what comes too fast. */
const intervalMs = 100

interface Slot<Update> {
  waiting: { readonly update: Update } | null
  timer: NodeJS.Timeout
}

/** Thins out a fast series of updates per key: the latest wins, and the last one is always sent. */
export class UpdateCoalescer<Update> {
  private readonly slots = new Map<string, Slot<Update>>()
  private readonly emit: (update: Update) => void
  private readonly interval: number

  constructor(emit: (update: Update) => void, interval = intervalMs) {
    this.emit = emit
    this.interval = interval
  }

  push(key: string, update: Update): void {
    const slot = this.slots.get(key)
    if (slot === undefined) {
      this.slots.set(key, { waiting: null, timer: setTimeout(() => this.tick(key), this.interval) })
      this.emit(update)
      return
    }
    slot.waiting = { update }
  }

  /** Sends what waits under the keys and updates for which `applies` holds. */
  flush(applies: (key: string, update: Update) => boolean): void {
    for (const [key, slot] of this.slots) {
      if (slot.waiting !== null && applies(key, slot.waiting.update)) this.emitWaiting(slot)
    }
  }

  private tick(key: string): void {
    const slot = this.slots.get(key)
    if (slot === undefined) return
    if (slot.waiting === null) {
      this.slots.delete(key)
      return
    }
    this.emitWaiting(slot)
    slot.timer = setTimeout(() => this.tick(key), this.interval)
  }

  private emitWaiting(slot: Slot<Update>): void {
    const waiting = slot.waiting
    slot.waiting = null
    if (waiting !== null) this.emit(waiting.update)
  }
}
