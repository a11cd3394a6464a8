import { Worker } from 'node:worker_threads'
import type {
  CompletionResult,
  InspectionResult,
  LanguageReply,
  LanguageRequest,
  RanCell,
  TypeProblem,
} from '../ipc/language-messages.ts'
import { quickCompletion, quickInspection, type QuickSources } from './quick-answers.ts'

/** With more, V8 keeps 20 MB of garbage between two questions, and answers no faster. */
const resourceLimits = { maxYoungGenerationSizeMb: 12 }

/** JupyterLab drops what takes a second. */
const completionPatienceMs = 650
/** Nothing drops a late inspection, and its user sees nothing until it comes. */
const inspectionPatienceMs = 1500
/** A frontend that waits longer for an answer has lost its user. */
const patienceMs = 2000
/** The first question waits until the type checker is loaded, which takes seconds on a busy machine. */
const firstPatienceMs = 10_000
/** A cell that waits for its check may have large packages to read. */
const checkPatienceMs = 30_000
/**
 * What nobody waits for is told when no cell has begun or ended for this long. Running cells would miss what it takes: a
 * second of a core to load TypeScript, and some 30 ms for a check once it is loaded.
 */
const quietTimes = { toLoadMs: 1000, loadedMs: 250 }
/** A worker that keeps failing is not started for ever. */
const maxStarts = 3

type Question = LanguageRequest extends infer Request
  ? Request extends { readonly id: number }
    ? Omit<Request, 'id'>
    : never
  : never

/** Whom to ask, about what. */
export interface LanguageSources {
  /** Of the language worker. */
  readonly script: URL
  /** Where the notebook is: imports in cells are resolved from here. */
  readonly folder: string
  /** What is known of a value that cells have made, while the worker is busy. */
  readonly look: QuickSources['look']
}

/**
 * Asks the language worker. It starts at the first question or when the notebook has been quiet for a second after a
 * cell that is to be checked, so that it never competes with cells that follow each other; a worker that fails or takes too long gives an empty answer, never an error.
 */
export class LanguageClient {
  private readonly script: URL
  private readonly folder: string
  private readonly quietTimes: Readonly<typeof quietTimes>
  private readonly ran = new Map<string, RanCell>()
  private readonly names = new Set<string>()
  private readonly quick: QuickSources
  private readonly waiting = new Map<number, (reply: LanguageReply | null) => void>()
  private worker: Worker | null = null
  /** What the worker has not been told yet, in order: it needs to know the notebook as it was at each check. */
  private backlog: LanguageRequest[] = []
  private quiet: NodeJS.Timeout | undefined
  /** Whether no cell has begun or ended since the quiet time was over. */
  private isQuiet = false
  /** Whether the type checker has answered, or failed to answer, before. */
  private warm = false
  private isExpecting = false
  private starts = 0
  private asked = 0

  constructor({ script, folder, look }: LanguageSources, quiet = quietTimes) {
    this.script = script
    this.folder = folder
    this.quick = { names: this.names, look }
    this.quietTimes = quiet
  }

  /**
   * Somebody has opened the notebook and will ask: the worker starts in the next quiet moment, and reads the types of the
   * language and of Node.js. JupyterLab gives up on a completion after a second, which the first would not keep.
   */
  expectQuestions(): void {
    this.isExpecting = true
    void this.check('', false)
  }

  /** Tells what the notebook has defined by now. */
  noteRan(cell: RanCell): void {
    // Deleted first, because a map keeps the place of a key and the worker wants the order of running.
    this.ran.delete(cell.cellId)
    this.ran.set(cell.cellId, cell)
    this.tellLater({ type: 'ran', cell })
  }

  /** Tells what a cell that has begun defines: known from then on, although it has not run yet. */
  noteNames(names: readonly string[]): void {
    for (const name of names) {
      this.names.delete(name)
      this.names.add(name)
    }
  }

  /**
   * What TypeScript knows; what is known without it where that takes too long, or nobody can tell. Of a value without a
   * type, such as what JSON holds, the value itself tells.
   */
  async complete(code: string, offset: number): Promise<CompletionResult> {
    const answer = this.ask({ type: 'complete', code, offset })
    const known = completionOf(await inTime(answer, completionPatienceMs))
    if (known !== null && known.items.length > 0) return known
    const quick = await quickCompletion(code, offset, { ...this.quick, membersOnly: known !== null })
    if (quick.items.length > 0) return quick
    return known ?? completionOf(await answer) ?? quick
  }

  async inspect(code: string, offset: number, detail: 0 | 1): Promise<InspectionResult> {
    const answer = this.ask({ type: 'inspect', code, offset, detail })
    const known = await inTime(answer, inspectionPatienceMs)
    if (known?.type === 'inspect') return known.result
    const quick = await quickInspection(code, offset, this.quick)
    if (quick !== null) return quick
    const late = await answer
    return late?.type === 'inspect' ? late.result : null
  }

  /**
   * What is wrong with the types of a cell that is about to run; nothing where nobody can tell. Unless `urgent`, the
   * answer comes after the notebook has been quiet for a second.
   */
  async check(code: string, urgent: boolean): Promise<readonly TypeProblem[]> {
    const question = { type: 'check', code, urgent } as const
    const reply = await (urgent ? this.ask(question) : this.askLater(question))
    return reply?.type === 'check' ? reply.result : []
  }

  /**
   * The notebook's variables are gone, so what is known about them is wrong. The worker stays: what it knows about the
   * language and about packages took it seconds.
   */
  forget(): void {
    this.ran.clear()
    this.names.clear()
    this.starts = 0
    this.abandon()
    this.worker?.postMessage({ type: 'forget' } satisfies LanguageRequest)
    if (this.isExpecting) this.expectQuestions()
  }

  close(): void {
    this.stop()
    this.isExpecting = false
  }

  private stop(): void {
    const { worker } = this
    this.worker = null
    void worker?.terminate()
    clearTimeout(this.quiet)
    this.abandon()
  }

  private ask(question: Question): Promise<LanguageReply | null> {
    const worker = this.upToDate()
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

  private askLater(question: Question): Promise<LanguageReply | null> {
    const id = ++this.asked
    return new Promise((resolve) => {
      this.waiting.set(id, (reply) => {
        this.waiting.delete(id)
        resolve(reply)
        if (this.isQuiet) this.catchUp()
      })
      this.tellLater({ ...question, id })
    })
  }

  private tellLater(request: LanguageRequest): void {
    this.backlog.push(request)
    this.isQuiet = false
    clearTimeout(this.quiet)
    const { toLoadMs, loadedMs } = this.quietTimes
    this.quiet = setTimeout(
      () => {
        this.isQuiet = true
        this.catchUp()
      },
      this.worker === null ? toLoadMs : loadedMs,
    )
    this.quiet.unref()
  }

  /**
   * Asks for one check; its answer asks for the next, so that a cell which begins meanwhile has the processor to itself. A
   * worker is started only where something is to be checked.
   */
  private catchUp(): void {
    const check = this.backlog.findIndex(({ type }) => type === 'check')
    if (check >= 0) this.upToDate(check + 1)
    else if (this.worker !== null) this.upToDate()
  }

  /** The worker, told all that was to be told, or the first `count` of it. Null where it cannot be started any more. */
  private upToDate(count = this.backlog.length): Worker | null {
    const worker = this.worker ?? this.start()
    for (const request of this.backlog.splice(0, count)) worker?.postMessage(request)
    if (worker === null) this.abandon()
    return worker
  }

  private patience(question: Question): number {
    if (question.type === 'check') return checkPatienceMs
    return this.warm ? patienceMs : firstPatienceMs
  }

  private start(): Worker | null {
    if (this.starts >= maxStarts) return null
    this.starts++
    const worker = new Worker(this.script, { workerData: { folder: this.folder }, resourceLimits })
    worker.unref()
    worker.on('message', (reply: LanguageReply) => this.waiting.get(reply.id)?.(reply))
    // An error ends the worker; the next question starts another.
    worker.on('error', () => this.drop(worker))
    worker.on('exit', () => this.drop(worker))
    this.worker = worker
    this.warm = false
    return worker
  }

  private drop(worker: Worker): void {
    if (this.worker !== worker) return
    this.worker = null
    this.abandon()
  }

  /** The next worker begins with the notebook as it is now. */
  private abandon(): void {
    this.backlog = [...this.ran.values()].map((cell) => ({ type: 'ran', cell }))
    for (const answer of this.waiting.values()) answer(null)
  }
}

/** Null where the answer does not come in time. */
function inTime<Answer>(answer: Promise<Answer>, ms: number): Promise<Answer | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), ms)
    answer.finally(() => clearTimeout(timer)).then(resolve, reject)
  })
}

function completionOf(reply: LanguageReply | null): CompletionResult | null {
  return reply?.type === 'complete' ? reply.result : null
}
