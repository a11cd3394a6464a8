import type { Runtime } from 'node:inspector'

import { debuggeeExpression } from '../ipc/debuggee.ts'
import type { Debuggee } from '../ipc/debuggee.ts'
import type { ExecutorCommand } from '../ipc/executor-messages.ts'
import type { InspectorMessage } from '../ipc/inspector-messages.ts'
import { noProcess, processEnded } from './messages.ts'

/** The way to the process that runs cells. */
export interface InspectorLink {
  /** Hears the inspector of the process that runs now; false if there is none. */
  listen(hear: (message: InspectorMessage) => void): boolean
  send(command: Extract<ExecutorCommand, { type: 'inspect' | 'inspectEnd' }>): void
}

const pollMs = 10

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** Speaks the Chrome DevTools Protocol with the process that runs cells. */
export class InspectorClient {
  private readonly link: InspectorLink
  private readonly hear: (method: string, params: unknown) => void
  private readonly waiting = new Map<number, Waiting>()
  private last = 0
  private opening: Promise<void> | null = null

  /** `hear` gets the events. */
  constructor(link: InspectorLink, hear: (method: string, params: unknown) => void) {
    this.link = link
    this.hear = hear
  }

  /** Opens the connection with the first request. */
  async request<Result>(method: string, params: object = {}): Promise<Result> {
    try {
      await (this.opening ??= this.open())
    } catch (error) {
      // The next request tries again.
      this.opening = null
      throw error
    }
    return (await this.send(method, params)) as Result
  }

  /** Calls the debuggee in the main thread, and gives what it returns as JSON does. */
  async call<Name extends keyof Debuggee>(
    name: Name,
    ...args: Parameters<Debuggee[Name]>
  ): Promise<ReturnType<Debuggee[Name]>> {
    const expression = `${debuggeeExpression}.${name}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`
    const options = { expression, returnByValue: true, silent: true }
    const { result, exceptionDetails } = await this.request<Runtime.EvaluateReturnType>('Runtime.evaluate', options)
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value as ReturnType<Debuggee[Name]>
  }

  close(): void {
    if (this.opening !== null) this.link.send({ type: 'inspectEnd' })
    this.lost()
  }

  /** Nobody will answer any more. */
  lost(): void {
    this.opening = null
    for (const { reject } of this.waiting.values()) reject(processEnded())
    this.waiting.clear()
  }

  /** Waits until the main thread has loaded what it needs: the process may have just begun. */
  private async open(): Promise<void> {
    if (!this.link.listen((message) => this.receive(message))) throw noProcess()
    const options = { expression: `${debuggeeExpression} !== undefined`, returnByValue: true }
    for (;;) {
      const { result } = (await this.send('Runtime.evaluate', options)) as Runtime.EvaluateReturnType
      if (result.value === true) return
      await new Promise((resolve) => setTimeout(resolve, pollMs))
    }
  }

  private send(method: string, params: object): Promise<unknown> {
    const id = ++this.last
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      this.link.send({ type: 'inspect', id, method, params })
    })
  }

  private receive(message: InspectorMessage): void {
    if (message.type === 'event') {
      this.hear(message.method, message.params)
      return
    }
    const waiting = this.waiting.get(message.id)
    this.waiting.delete(message.id)
    if (message.type === 'answer') waiting?.resolve(message.result)
    else waiting?.reject(new Error(message.reason))
  }
}
