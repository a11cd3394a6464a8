import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../../base/clock.ts'
import type { CellOutcome, ExecutorSupervisor } from '../executors/executor-supervisor.ts'
import type { ErrorReport, ExecuteCommand } from '../ipc/executor-messages.ts'
import type { InspectionResult } from '../ipc/language-messages.ts'
import type { Iopub } from '../output/iopub.ts'
import type { OutputPipeline } from '../output/output-pipeline.ts'
import type { RequestBook, RequestEntry } from '../output/request-book.ts'
import type { IncomingMessage, JsonObject } from '../protocol/message.ts'
import type { RequestContent } from '../protocol/requests.ts'
import type { BackgroundPatience } from './background-patience.ts'
import { pagerOutcome, pagerQuestion, type PagerQuestion } from './pager.ts'
import type { Reply } from './reply.ts'

/** How long the answer to an error waits for requests that were sent before it: several turns of the sockets. */
const arrivalMs = 5

type ExecuteContent = RequestContent<'execute_request'>

export interface CellRequest {
  readonly message: IncomingMessage
  readonly content: ExecuteContent
  /** Sends the reply to the client. */
  readonly answer: (reply: Reply) => void
}

interface StartedCell {
  readonly entry: RequestEntry
  readonly code: string
  /** Whether it belongs into the history. */
  readonly stored: boolean
}

/** A cell that has been executed, whatever came of it. */
export interface FinishedCell extends StartedCell {
  readonly error: ErrorReport | null
  /** Whether it was run at all. */
  readonly ran: boolean
}

export interface CellQueueParts {
  /** The subshell whose cells these are; null for the main shell. */
  readonly shell: string | null
  readonly supervisor: ExecutorSupervisor
  readonly iopub: Iopub
  readonly output: OutputPipeline
  readonly book: RequestBook
  readonly clock: Clock
  started(cell: StartedCell): void
  /** Why the cell must not run, if so. Null at once where nothing has to be waited for. */
  admit(cell: StartedCell): Promise<ErrorReport | null> | null
  finished(cell: FinishedCell): void
  /** How long the reply waits for the background work of the cell. */
  readonly patience: BackgroundPatience
  /** The frontend has told that it removed cells. `parent`: the header bytes of the request that told it. */
  deleted(cells: ReadonlySet<string>, parent: string): void
  /** Answers a cell such as `name?`. */
  inspect(question: PagerQuestion): Promise<InspectionResult>
  /** The header bytes of a request that another shell runs. */
  runningElsewhere(): string | null
}

/** Runs execute requests one after the other, each between `busy` and `idle`. */
export class CellQueue {
  private readonly parts: CellQueueParts
  private waiting: CellRequest[] = []
  private running: CellRequest | null = null
  private runningEntry: RequestEntry | null = null
  private closed = false
  private nextCount = 1

  constructor(parts: CellQueueParts) {
    this.parts = parts
  }

  add(request: CellRequest): void {
    this.waiting.push(request)
    if (this.running === null) void this.runAll()
    else this.attach(request)
  }

  /** The header bytes of the request that runs now. */
  get runningParent(): string | null {
    return this.running?.message.headerText ?? null
  }

  /** Takes no more cells: those that wait are answered as aborted. */
  close(): void {
    this.closed = true
    this.abortWaiting()
  }

  private async runAll(): Promise<void> {
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      this.running = next
      const stop = await this.run(next)
      this.running = null
      const other = this.parts.runningElsewhere()
      if (other !== null) this.parts.iopub.status('busy', other)
      if (stop || this.closed) this.abortWaiting()
    }
  }

  /** Returns whether the cells behind this one must not run. */
  private async run(request: CellRequest): Promise<boolean> {
    const { message, content, answer } = request
    const { iopub, output } = this.parts
    const started = this.now()
    const stored = content.store_history && !content.silent
    const entry = this.open(message, content)
    const cell = { entry, code: content.code, stored }
    this.runningEntry = entry
    const admission = this.parts.admit(cell)
    // The executor first: it works while the frontend is told, and nothing it says is heard before the next turn.
    const early = admission === null ? this.outcomeOf(entry, request) : null
    this.parts.started(cell)
    iopub.status('busy', entry.parent)
    const deleted = deletedCells(message)
    if (deleted.size > 0) this.parts.deleted(deleted, entry.parent)
    if (!entry.silent) output.show(entry, 'execute_input', { code: content.code, execution_count: entry.count })
    if (stored) output.missed.begin(entry)
    const refusal = await admission
    const outcome = refusal === null ? await (early ?? this.outcomeOf(entry, request)) : refusedOutcome(refusal)
    output.finish(entry)
    if (stored) this.nextCount++
    if (outcome.error !== null && !entry.silent) output.show(entry, 'error', { ...outcome.error })
    const waiting = output.drained(entry)
    if (waiting !== null) await waiting
    this.parts.finished({
      ...cell,
      error: outcome.error,
      ran: refusal === null && pagerQuestion(content.code) === null,
    })
    const reply = replyContent(outcome, entry.count)
    const stop = outcome.error !== null && content.stop_on_error
    // Who has sent more cells before the answer could be read means them to stop, too: they may still be on their way.
    if (stop) await delay(arrivalMs)
    answer({ content: reply, metadata: { started, status: reply.status } })
    iopub.status('idle', entry.parent)
    return stop
  }

  private async outcomeOf(entry: RequestEntry, { content, message }: CellRequest): Promise<CellOutcome> {
    const { supervisor, output } = this.parts
    const backgroundMs = this.parts.patience({ metadata: message.metadata, content })
    const question = pagerQuestion(content.code)
    if (question !== null) {
      const answer = await this.parts.inspect(question)
      // TypeScript's way of saying that it has never heard of the name.
      const found = answer?.plain === 'any' ? null : answer
      const text = `Nothing is known about ${question.name}.\n`
      if (found === null && !entry.silent) output.show(entry, 'stream', { name: 'stdout', text })
      return pagerOutcome(found)
    }
    const outcome = await supervisor.run(executeCommand(entry, content, backgroundMs))
    const wait = supervisor.rawSettled()
    if (wait !== null) await wait
    return outcome
  }

  /** The cell that runs, run again: from another page, it shows there what it does. */
  private attach({ message: { header, headerText: parent, metadata }, content }: CellRequest): void {
    const { runningEntry: entry } = this
    if (content.silent || entry === null || entry.cellId === null || entry.cellId !== metadata.cellId) return
    this.parts.output.missed.attach(entry, { id: header.msg_id, parent, session: header.session })
  }

  private forgetCells(cellIds: ReadonlySet<string>): void {
    this.parts.book.forgetCells(cellIds)
    this.parts.output.missed.forgetCells(cellIds)
  }

  private open(message: IncomingMessage, content: ExecuteContent): RequestEntry {
    const { cellId } = message.metadata
    const deleted = deletedCells(message)
    if (deleted.size > 0) this.forgetCells(deleted)
    return this.parts.book.open(message, {
      shell: this.parts.shell,
      cellId: typeof cellId === 'string' ? cellId : null,
      silent: content.silent,
      count: this.nextCount,
    })
  }

  private abortWaiting(): void {
    for (const { message, answer } of this.waiting.splice(0)) {
      this.parts.iopub.status('busy', message.headerText)
      // No execution count: the frontend would show it as the number of a cell that did not run.
      answer({ content: { status: 'aborted' }, metadata: { started: this.now(), status: 'aborted' } })
      this.parts.iopub.status('idle', message.headerText)
    }
  }

  private now(): string {
    return new Date(this.parts.clock.now()).toISOString()
  }
}

/** The cells that the frontend has removed since the last request. */
function deletedCells({ metadata: { deletedCells: ids } }: IncomingMessage): ReadonlySet<string> {
  return new Set(Array.isArray(ids) ? ids.map(String) : [])
}

function executeCommand(entry: RequestEntry, content: ExecuteContent, backgroundMs: number): ExecuteCommand {
  return {
    type: 'execute',
    id: entry.id,
    ...(entry.shell !== null && { shell: entry.shell }),
    code: content.code,
    cellId: entry.cellId,
    count: entry.count,
    silent: entry.silent,
    userExpressions: content.user_expressions ?? {},
    allowStdin: content.allow_stdin,
    ...(backgroundMs > 0 && { backgroundMs }),
  }
}

function refusedOutcome(error: ErrorReport): CellOutcome {
  return { error, userExpressions: {}, payload: [] }
}

function replyContent(outcome: CellOutcome, count: number): JsonObject {
  const common = { execution_count: count, payload: outcome.payload }
  return outcome.error === null
    ? { status: 'ok', ...common, user_expressions: outcome.userExpressions }
    : { status: 'error', ...common, user_expressions: {}, ...outcome.error }
}
