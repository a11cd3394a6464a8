import { Worker } from 'node:worker_threads'
import type {
  CompletionResult,
  InspectionResult,
  LanguageReply,
  LanguageRequest,
  RanCell,
  TypeProblem,
} from '../ipc/language-messages.ts'

/** A frontend that waits longer for a completion has lost its user. */
const patienceMs = 2000
/** The first question waits until the type checker is loaded, which takes seconds on a busy machine. */
const firstPatienceMs = 10_000
/** A check waits until nothing else is to do; a cell that waits for its check may have large packages to read. */
const checkPatienceMs = 30_000
/** A worker that keeps failing is not started for ever. */
const maxStarts = 3

type Question = LanguageRequest extends infer Request
  ? Request extends { readonly id: number }
    ? Omit<Request, 'id'>
    : never
  : never

/**
 * Asks the language worker. It starts at the first question, because loading the type checker takes longer than most
 * sessions need it; a worker that fails or takes too long gives an empty answer, never an error.
 */
export class LanguageClient {
  private readonly script: URL
  /** Where the notebook is: imports in cells are resolved from here. */
  private readonly folder: string
  private readonly ran = new Map<string, RanCell>()
  private readonly waiting = new Map<number, (reply: LanguageReply | null) => void>()
  private worker: Worker | null = null
  /** Whether the type checker has answered, or failed to answer, before. */
  private warm = false
  private starts = 0
  private asked = 0

  constructor(script: URL, folder: string) {
    this.script = script
    this.folder = folder
  }

  /** Tells what the notebook has defined by now. */
  noteRan(cell: RanCell): void {
    // Deleted first, because a map keeps the place of a key and the worker wants the order of running.
    this.ran.delete(cell.cellId)
    this.ran.set(cell.cellId, cell)
    this.worker?.postMessage({ type: 'ran', cell } satisfies LanguageRequest)
  }

  async complete(code: string, offset: number): Promise<CompletionResult> {
    const reply = await this.ask({ type: 'complete', code, offset })
    return reply?.type === 'complete' ? reply.result : { items: [], start: offset, end: offset }
  }

  async inspect(code: string, offset: number, detail: 0 | 1): Promise<InspectionResult> {
    const reply = await this.ask({ type: 'inspect', code, offset, detail })
    return reply?.type === 'inspect' ? reply.result : null
  }

  /**
   * What is wrong with the types of a cell that is about to run; nothing where nobody can tell. Unless `urgent`, the
   * answer comes when the worker has nothing else to do.
   */
  async check(code: string, urgent: boolean): Promise<readonly TypeProblem[]> {
    const reply = await this.ask({ type: 'check', code, urgent })
    return reply?.type === 'check' ? reply.result : []
  }

  /** The notebook's variables are gone, so what is known about them is wrong. */
  forget(): void {
    this.ran.clear()
    this.starts = 0
    this.close()
  }

  close(): void {
    const { worker } = this
    this.worker = null
    void worker?.terminate()
    this.abandon()
  }

  private ask(question: Question): Promise<LanguageReply | null> {
    const worker = this.worker ?? this.start()
    if (worker === null) return Promise.resolve(null)
    const id = ++this.asked
    return new Promise((resolve) => {
      const timer = setTimeout(() => answer(null), this.patience(question))
      const answer = (reply: LanguageReply | null): void => {
        this.warm = true
        clearTimeout(timer)
        this.waiting.delete(id)
        resolve(reply)
      }
      this.waiting.set(id, answer)
      worker.postMessage({ ...question, id })
    })
  }

  private patience(question: Question): number {
    if (question.type === 'check') return checkPatienceMs
    return this.warm ? patienceMs : firstPatienceMs
  }

  private start(): Worker | null {
    if (this.starts >= maxStarts) return null
    this.starts++
    const worker = new Worker(this.script, { workerData: { folder: this.folder } })
    worker.unref()
    worker.on('message', (reply: LanguageReply) => this.waiting.get(reply.id)?.(reply))
    // An error ends the worker; the next question starts another.
    worker.on('error', () => this.drop(worker))
    worker.on('exit', () => this.drop(worker))
    for (const cell of this.ran.values()) worker.postMessage({ type: 'ran', cell } satisfies LanguageRequest)
    this.worker = worker
    this.warm = false
    return worker
  }

  private drop(worker: Worker): void {
    if (this.worker !== worker) return
    this.worker = null
    this.abandon()
  }

  private abandon(): void {
    for (const answer of this.waiting.values()) answer(null)
  }
}
