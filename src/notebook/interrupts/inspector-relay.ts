import { Session } from 'node:inspector'

import type { InspectCommand, InspectorMessage } from '../ipc/inspector-messages.ts'

export interface RelayParts {
  readonly send: (message: InspectorMessage) => void
  readonly closed: () => void
}

/** The events that a debugger needs. */
const told = ['Debugger.paused', 'Debugger.resumed', 'Debugger.scriptParsed'] as const

/** Connects the debugger in the protocol process with the main thread. Lives on the helper thread. */
export class InspectorRelay {
  private readonly session = new Session()
  private readonly parts: RelayParts
  private paused = false
  private isOpen = true

  constructor(parts: RelayParts) {
    this.parts = parts
    this.session.connectToMainThread()
    this.session.on('Debugger.paused', () => (this.paused = true))
    this.session.on('Debugger.resumed', () => (this.paused = false))
    for (const method of told) {
      this.session.on(method as 'Debugger.paused', ({ params }: { readonly params: unknown }) =>
        parts.send({ type: 'event', method, params }),
      )
    }
  }

  /** Whether the main thread stands still. */
  get isPaused(): boolean {
    return this.paused
  }

  take({ id, method, params }: InspectCommand): void {
    if (!this.isOpen) return
    this.session.post(method, params, (error: Error | null, result: unknown) => {
      if (error === null) this.parts.send({ type: 'answer', id, result })
      else this.parts.send({ type: 'refusal', id, reason: error.message })
    })
  }

  /** Ends what stands at a breakpoint: not at once, but when it goes on, which it then does. */
  terminate(preparation: string): Promise<void> {
    this.session.post('Runtime.evaluate', { expression: preparation })
    return new Promise((resolve) => {
      this.session.post('Runtime.terminateExecution', () => resolve())
      this.session.post('Debugger.resume')
    })
  }

  /** What stands at a breakpoint goes on. */
  close(): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.session.disconnect()
    this.parts.closed()
  }
}
