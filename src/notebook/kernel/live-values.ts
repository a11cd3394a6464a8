import type { LiveValue } from '../ipc/live-messages.ts'

/** A main thread that is busy does not answer; who asks has waited already. */
const patienceMs = 120

/** Asks the executor about the values that cells have made. Nothing where it is busy or gone. */
export class LiveValues {
  private readonly send: (command: {
    readonly type: 'look'
    readonly id: number
    readonly path: readonly string[]
  }) => void
  private readonly waiting = new Map<number, (value: LiveValue | null) => void>()
  private asked = 0

  constructor(send: LiveValues['send']) {
    this.send = send
  }

  look(path: readonly string[]): Promise<LiveValue | null> {
    const id = ++this.asked
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.receive({ id, value: null }), patienceMs)
      this.waiting.set(id, (value) => {
        clearTimeout(timer)
        resolve(value)
      })
      this.send({ type: 'look', id, path })
    })
  }

  receive({ id, value }: { readonly id: number; readonly value: LiveValue | null }): void {
    this.waiting.get(id)?.(value)
    this.waiting.delete(id)
  }
}
