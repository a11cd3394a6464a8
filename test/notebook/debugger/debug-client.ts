import { KernelUnderTest } from '../kernel/kernel-under-test.ts'
import type { LaunchOptions, Message } from '../kernel/kernel-under-test.ts'

type Body = Record<string, unknown>

export interface ShownVariable {
  readonly name: string
  readonly value: string
  readonly variablesReference: number
}

export interface ShownFrame {
  readonly id: number
  readonly name: string
  readonly line: number
  readonly source: { readonly name: string; readonly path: string }
}

/** A frontend with a debugger, as the protocol describes it. */
export class DebugClient {
  readonly kernel: KernelUnderTest
  private seq = 0
  private seen = 0

  private constructor(kernel: KernelUnderTest) {
    this.kernel = kernel
  }

  static async launch(options: LaunchOptions = {}): Promise<DebugClient> {
    return new DebugClient(await KernelUnderTest.launch(options))
  }

  /** Sends a request; its response. */
  async ask(command: string, args: object = {}): Promise<Body> {
    const content = { type: 'request', seq: ++this.seq, command, arguments: args }
    const reply = await this.kernel.request('debug_request', content, { channel: 'control' })
    return reply.content
  }

  /** Sends a request that has to succeed; its body. */
  async body(command: string, args: object = {}): Promise<Body> {
    const response = await this.ask(command, args)
    if (response['success'] !== true) throw new Error(`${command}: ${String(response['message'])}`)
    return response['body'] as Body
  }

  async attach(): Promise<void> {
    await this.body('initialize', { clientID: 'test', supportsVariableType: true })
    await this.body('attach')
  }

  /** Sets breakpoints in a cell with this text; the lines that they got. */
  async breakAt(
    code: string,
    ...breakpoints: readonly (number | { readonly line: number; readonly [detail: string]: unknown })[]
  ): Promise<number[]> {
    const { sourcePath } = await this.body('dumpCell', { code })
    const wanted = breakpoints.map((one) => (typeof one === 'number' ? { line: one } : one))
    const { breakpoints: set } = await this.body('setBreakpoints', {
      source: { path: sourcePath },
      breakpoints: wanted,
    })
    return (set as { line: number }[]).map(({ line }) => line)
  }

  /** The next event of this kind that has not been waited for. */
  async event(name: string): Promise<Body> {
    const from = this.seen
    const isNext = (message: Message): boolean =>
      message.type === 'debug_event' &&
      message.content['event'] === name &&
      this.kernel.received.indexOf(message) >= from
    const found = await this.kernel.message(isNext, 8000)
    // One that was waited for in vain may be found later, when others have been seen.
    this.seen = Math.max(this.seen, this.kernel.received.indexOf(found) + 1)
    return found.content['body'] as Body
  }

  async frames(): Promise<readonly ShownFrame[]> {
    return (await this.body('stackTrace', { threadId: 1 }))['stackFrames'] as ShownFrame[]
  }

  /** Waits until the code stops; `Cell [1] 3` for the line, and the names of the functions around it. */
  async stopped(): Promise<string> {
    const { reason } = await this.event('stopped')
    const frames = await this.frames()
    return `${String(reason)}: ${frames.map(({ name, line }) => `${name} ${line}`).join(' < ')}`
  }

  async step(command: 'next' | 'stepIn' | 'stepOut' | 'continue'): Promise<void> {
    await this.body(command, { threadId: 1 })
  }

  /** The variables of each scope of the frame where the code stands. */
  async scopes(frame = 0): Promise<Record<string, Record<string, string>>> {
    const { id } = (await this.frames())[frame]
    const { scopes } = await this.body('scopes', { frameId: id })
    const lists = (scopes as { name: string; variablesReference: number }[]).map(
      async ({ name, variablesReference }) => [name, await this.values(variablesReference)] as const,
    )
    return Object.fromEntries(await Promise.all(lists))
  }

  async list(variablesReference: number): Promise<readonly ShownVariable[]> {
    return (await this.body('variables', { variablesReference }))['variables'] as ShownVariable[]
  }

  async values(variablesReference: number): Promise<Record<string, string>> {
    return Object.fromEntries((await this.list(variablesReference)).map(({ name, value }) => [name, value]))
  }

  async evaluate(expression: string): Promise<string> {
    const [frame] = await this.frames()
    const { result } = await this.body('evaluate', { expression, frameId: frame?.id, context: 'repl' })
    return String(result)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kernel[Symbol.asyncDispose]()
  }
}
