import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import { systemClock } from '../../base/clock.ts'
import { secureRandom } from '../../base/secure-random.ts'
import type { ExecutorProgram } from '../executors/executor-program.ts'
import { ExecutorSupervisor } from '../executors/executor-supervisor.ts'
import type { HistoryStore } from '../history/history-store.ts'
import { History, type HistoryWriter } from '../history/history.ts'
import type { ExecutorEvent } from '../ipc/executor-messages.ts'
import { Audience } from '../output/audience.ts'
import { Iopub } from '../output/iopub.ts'
import { OutputPipeline } from '../output/output-pipeline.ts'
import { RequestBook } from '../output/request-book.ts'
import type { StreamName } from '../output/stream-batcher.ts'
import { createCodec, type Codec } from '../protocol/codec.ts'
import { isPrivate, type ChannelPorts, type ConnectionInfo } from '../protocol/connection-info.ts'
import type { IncomingMessage } from '../protocol/message.ts'
import { ReplayGuard } from '../protocol/replay-guard.ts'
import { createSigner } from '../protocol/signature.ts'
import type { BoundSockets } from '../transport/bind-sockets.ts'
import { openKernelSockets, type KernelSockets, type RequestChannel } from '../transport/kernel-sockets.ts'
import { register } from '../transport/registration.ts'
import type { BackgroundPatience } from './background-patience.ts'
import { CellQueue, type FinishedCell } from './cell-queue.ts'
import { CellStates, cellsTarget } from './cell-states.ts'
import { CommRelay } from './comm-relay.ts'
import { DebugRelay } from './debug-relay.ts'
import { Dispatcher } from './dispatcher.ts'
import { historyHandlers } from './history-handlers.ts'
import { kernelInfo } from './kernel-info.ts'
import { LanguageClient } from './language-client.ts'
import { languageHandlers } from './language-handlers.ts'
import { LiveValues } from './live-values.ts'
import { exposed } from './messages.ts'
import { pagerQuestion } from './pager.ts'
import { checked, ok, requestSchemas, type Handlers } from './reply.ts'
import { Shells } from './shells.ts'
import { StdinBroker } from './stdin-broker.ts'
import { subshellHandlers } from './subshell-handlers.ts'
import { TallyLog } from './tally-log.ts'
import { TypeChecks } from './type-checks.ts'
import { usageHandlers } from './usage-handlers.ts'

export interface KernelOptions {
  readonly connection: ConnectionInfo
  /** The sockets of the connection. */
  readonly bound: BoundSockets
  /** The name under which the kernel registers where the connection asks for that (JEP 66). */
  readonly kernelId: string
  readonly executor: ExecutorProgram
  /** The first executor, where it has been started already. */
  readonly started?: ChildProcess | undefined
  readonly languageScript: URL
  /** Whether a second executor may be kept ready for the case that the first dies. Asked when it is about to start. */
  readonly maySpare: () => boolean
  /** What becomes of type errors at first: `off`, `warn` (also what anything else means) or `error`. */
  readonly types?: string | undefined
  /** How long replies wait for the background work of their cells. */
  readonly patience: BackgroundPatience
  readonly version: string
  /** Where the history of all kernels is kept; null keeps this kernel's in memory. */
  readonly history: HistoryStore | null
  /** One line about something that went wrong and could be survived. */
  readonly log: (line: string) => void
}

/** A second executor is started when no cell has begun or ended for this long. */
const spareQuietMs = 3000

/**
 * The protocol process: all sockets, queues and output of one notebook. It never runs user code, so it answers while a
 * cell runs, and it survives whatever a cell does.
 */
export class Kernel {
  /** Resolves when the kernel has answered a shutdown and closed everything. */
  readonly closed: Promise<void>
  private readonly options: KernelOptions
  private readonly codec: Codec
  private readonly iopub: Iopub
  private readonly book = new RequestBook()
  private readonly audience = new Audience(systemClock)
  private readonly history: History
  private readonly historyOf = new Map<string | null, HistoryWriter>()
  private readonly output: OutputPipeline
  private readonly supervisor: ExecutorSupervisor
  private readonly live: LiveValues
  private readonly language: LanguageClient
  private readonly shells: Shells
  private readonly stdin: StdinBroker
  private readonly checks: TypeChecks
  private readonly cells: CellStates
  private readonly comms: CommRelay
  private readonly debug: DebugRelay
  private readonly dispatcher: Dispatcher
  private readonly drops: TallyLog
  private sockets: KernelSockets | null = null
  private closing = false
  private announced = false
  /** Whether the variables were lost while the cell ran that runs now. */
  private lostInCell = false
  private resolveClosed: () => void = () => {}

  constructor(options: KernelOptions) {
    this.options = options
    this.codec = kernelCodec(options.connection)
    this.drops = new TallyLog(options.log)
    this.history = new History(this.codec.session, options.history)
    this.iopub = new Iopub(this.codec, (frames) => this.sockets?.send('iopub', frames))
    this.output = new OutputPipeline({
      iopub: this.iopub,
      book: this.book,
      audience: this.audience,
      clock: systemClock,
      full: (isFull) => this.supervisor.hold(isFull),
    })
    this.stdin = new StdinBroker(this.codec, (frames) => this.sockets?.send('stdin', frames))
    this.live = new LiveValues((command) => this.supervisor.send(command))
    this.language = new LanguageClient({
      script: options.languageScript,
      folder: options.executor.cwd,
      look: (path) => this.live.look(path),
    })
    const fromExecutor = {
      event: (event: Exclude<ExecutorEvent, { type: 'done' }>) => this.receiveEvent(event),
      raw: (name: StreamName, text: string) => this.output.receiveRaw(name, text),
      lost: () => this.executorLost(),
    }
    const spare = { quietMs: spareQuietMs, isAllowed: options.maySpare }
    this.supervisor = new ExecutorSupervisor(options.executor, fromExecutor, spare)
    const warn = (parent: string, text: string): void =>
      this.output.receive({ type: 'stream', parent, name: 'stderr', text })
    this.checks = new TypeChecks(this.language, options.types, warn)
    this.cells = new CellStates(this.iopub)
    const { iopub, book, supervisor } = this
    this.comms = new CommRelay({ iopub, book, supervisor, served: new Map([[cellsTarget, this.cells]]) })
    this.debug = new DebugRelay({ iopub, supervisor })
    this.shells = new Shells((shell) => this.openQueue(shell))
    this.dispatcher = new Dispatcher({
      codec: this.codec,
      iopub: this.iopub,
      send: (channel, frames) => this.sockets?.send(channel, frames),
      handlers: { shell: this.shellHandlers(), control: this.controlHandlers() },
      knowsSubshell: (id) => this.shells.find(id) !== null,
      runningParent: () => this.shells.runningParent,
    })
    this.closed = new Promise((resolve) => {
      this.resolveClosed = resolve
    })
  }

  /** Starts the executor and listens. */
  async start(): Promise<void> {
    const { connection, bound, kernelId, log } = this.options
    if (!isPrivate(connection)) log(exposed(connection.ip))
    this.supervisor.start(this.options.started)
    this.sockets = openKernelSockets(bound, {
      receive: (channel, frames) => this.receive(channel, frames),
      subscribed: (topic) => {
        this.iopub.welcome(topic)
        this.announce()
      },
      unsubscribed: () => this.audience.left(),
      problem: (problem) => log(`a message was dropped: ${String(problem)}`),
    })
    const { ports } = this.sockets
    const { registrationPort } = connection
    if (registrationPort !== null) await register(connection, registrationPort, { kernelId, ports })
  }

  interrupt(): void {
    // What stands in a timer or another callback belongs to no running cell, and would stand for ever.
    if (this.shells.runningParent === null) this.debug.goOn()
    this.supervisor.interrupt()
  }

  /** Ends the executor and closes the sockets. Safe to call again. */
  async close(): Promise<void> {
    if (this.closing) return this.closed
    this.closing = true
    this.shells.close()
    this.language.close()
    await this.supervisor.shutdown()
    this.output.close()
    await this.options.history?.flushed()
    await this.sockets?.close()
    this.resolveClosed()
  }

  /**
   * Tells that the kernel starts: when the first client listens, behind its welcome, which must be the first that it
   * hears; else before the first answer.
   */
  private announce(): void {
    if (this.announced) return
    this.announced = true
    this.iopub.status('starting', null)
    if (this.options.types !== 'off') this.language.expectQuestions()
  }

  private receive(channel: RequestChannel, frames: readonly Buffer[]): void {
    const decoded = this.codec.decode(frames)
    if (!decoded.ok) {
      this.drops.count(`a message on ${channel} was dropped: ${decoded.reason}`)
      return
    }
    const { message } = decoded
    this.announce()
    this.audience.heard(message.header.session)
    if (channel === 'stdin') this.receiveInput(message)
    else if (channel === 'shell' && message.header.msg_type === 'execute_request') void this.execute(message)
    else void this.dispatcher.dispatch(channel, message)
  }

  private async execute(message: IncomingMessage): Promise<void> {
    const { readContent } = await requestSchemas()
    const read = readContent('execute_request', message.content)
    const queue = this.shells.find(message.header.subshell_id)
    if (!read.ok || queue === null || this.closing) {
      void this.dispatcher.dispatch('shell', message)
      return
    }
    const { content } = read
    queue.add({ message, content, answer: (reply) => this.dispatcher.reply('shell', message, reply) })
  }

  private openQueue(shell: string | null): CellQueue {
    const history = shell === null ? this.history.main : this.history.open(shell)
    this.historyOf.set(shell, history)
    return new CellQueue({
      shell,
      supervisor: this.supervisor,
      iopub: this.iopub,
      output: this.output,
      book: this.book,
      clock: systemClock,
      patience: this.options.patience,
      // Before it runs: its result is noted in its line.
      started: ({ entry, code, stored }) => {
        this.lostInCell = false
        this.cells.started(entry, code)
        if (stored) history.add(entry.count, code)
      },
      // Cells that frontends run for themselves are nobody's to correct, and questions are no code.
      admit: ({ entry, code, stored }) =>
        stored && pagerQuestion(code) === null ? this.checks.admit({ id: entry.id, code }) : null,
      finished: (cell) => this.cellFinished(cell),
      deleted: (cells, parent) => this.cells.deleted(cells, parent),
      inspect: ({ name, detail }) => this.language.inspect(name, name.length, detail),
      runningElsewhere: () => this.shells.runningParent,
    })
  }

  private receiveInput(message: IncomingMessage): void {
    const value = this.stdin.accept(message)
    if (value !== null) this.supervisor.send({ type: 'inputReply', value })
  }

  private receiveEvent(event: Exclude<ExecutorEvent, { type: 'done' }>): void {
    switch (event.type) {
      // For the supervisor alone.
      case 'ready':
        return
      case 'comm':
      case 'commTarget':
      case 'commTaken':
      case 'commDone':
        this.comms.receive(event)
        return
      case 'linked':
        this.language.noteNames(event.defines)
        this.cells.linked(this.book.get(event.parent), event)
        return
      case 'seen':
        this.live.receive(event)
        return
      case 'inputRequest':
        this.askReader(event)
        return
      case 'result':
        this.noteResult(event.parent, event.data['text/plain'])
        this.output.receive(event)
        return
      case 'stream':
      case 'display':
      case 'clear':
      case 'replay':
        this.output.receive(event)
    }
  }

  private askReader(event: Extract<ExecutorEvent, { type: 'inputRequest' }>): void {
    const entry = this.book.get(event.parent) ?? this.book.latest
    if (entry === null) return
    this.output.flush(entry)
    this.stdin.ask(entry, event)
  }

  private noteResult(parent: string, text: unknown): void {
    const entry = this.book.get(parent)
    if (entry !== null && typeof text === 'string') this.historyOf.get(entry.shell)?.noteResult(entry.count, text)
  }

  private executorLost(): void {
    this.lostInCell = true
    this.language.forget()
    this.comms.lost()
    this.debug.lost()
    this.cells.lost(this.book.latest?.parent ?? null)
  }

  private cellFinished({ entry, code, error, ran }: FinishedCell): void {
    this.checks.ended(entry.id, error)
    this.comms.flush(entry.id)
    this.stdin.forget(entry)
    this.cells.finished(entry)
    // Also one that failed: what it had defined until then is there.
    if (ran && !this.lostInCell) this.language.noteRan({ cellId: entry.cellId ?? entry.id, code })
  }

  private shellHandlers(): Handlers {
    return {
      ...this.commonHandlers(),
      ...languageHandlers(this.language),
      ...historyHandlers(this.history),
      ...this.comms.handlers(),
      // Reached only by a cell that cannot run: its content is wrong, its subshell is gone, or the kernel is closing.
      execute_request: checked('execute_request', () => ({ content: { status: 'aborted' } })),
      connect_request: () => ok(connectContent(this.sockets?.ports ?? this.options.connection.ports)),
    }
  }

  private controlHandlers(): Handlers {
    return {
      ...this.commonHandlers(),
      ...subshellHandlers(this.shells),
      ...this.debug.handlers(),
      ...usageHandlers(() => [this.supervisor.pid, this.supervisor.sparePid]),
      interrupt_request: () => {
        this.interrupt()
        return ok({})
      },
    }
  }

  private commonHandlers(): Handlers {
    return {
      kernel_info_request: () => ({
        content: kernelInfo(this.options.version),
        afterwards: () => void requestSchemas(),
      }),
      shutdown_request: checked('shutdown_request', ({ restart }, { headerText }) => {
        const content = { status: 'ok', restart }
        this.iopub.publish({ type: 'shutdown_reply', parent: headerText, content })
        return { content, afterwards: () => void this.close() }
      }),
    }
  }
}

function kernelCodec({ key, signatureScheme }: ConnectionInfo): Codec {
  return createCodec({
    session: randomUUID(),
    username: userName(),
    signer: createSigner(key, signatureScheme),
    replays: new ReplayGuard(secureRandom),
    clock: systemClock,
  })
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A container may run under a user id that has no name.
    return 'kernel'
  }
}

function connectContent(ports: ChannelPorts): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(ports).map(([channel, port]) => [`${channel}_port`, port]))
}
