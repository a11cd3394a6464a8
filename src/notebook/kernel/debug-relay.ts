import type { Debugger } from '../debugger/debugger.ts'
import type { ExecutorSupervisor } from '../executors/executor-supervisor.ts'
import type { Iopub } from '../output/iopub.ts'
import type { Handlers } from './reply.ts'

export interface DebugRelayParts {
  readonly iopub: Iopub
  readonly supervisor: ExecutorSupervisor
}

/** `debug_request` on the control channel and `debug_event` on iopub. The debugger is loaded by the first request. */
export class DebugRelay {
  private readonly parts: DebugRelayParts
  private loading: Promise<Debugger> | null = null
  private loaded: Debugger | null = null
  /** The request that was heard last: events carry it as their parent, as they do elsewhere. */
  private parent: string | null = null

  constructor(parts: DebugRelayParts) {
    this.parts = parts
  }

  handlers(): Handlers {
    return {
      debug_request: async ({ content, headerText }) => {
        this.parent = headerText
        const target = await (this.loading ??= this.load())
        return { content: { ...(await target.answer(content)) } }
      },
    }
  }

  /** Code that stands at a breakpoint goes on. */
  goOn(): void {
    this.loaded?.goOn()
  }

  /** The process that runs cells has ended. */
  lost(): void {
    this.loaded?.lost()
  }

  private async load(): Promise<Debugger> {
    const { Debugger } = await import('../debugger/debugger.ts')
    const { iopub, supervisor } = this.parts
    this.loaded = new Debugger({
      link: {
        listen: (hear) => supervisor.inspect(hear),
        send: (command) => supervisor.send(command),
      },
      tell: (event) => void iopub.publish({ type: 'debug_event', parent: this.parent, content: { ...event } }),
    })
    return this.loaded
  }
}
