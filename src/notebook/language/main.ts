// The language worker: answers about types while a cell runs, because it shares nothing with it. It is started when
// somebody asks, or when the notebook is quiet.
import { parentPort, workerData } from 'node:worker_threads'
import type { LanguageReply, LanguageRequest } from '../ipc/language-messages.ts'
import type { CellFile } from './cell-files.ts'
import type { NotebookLanguage } from './notebook-language.ts'
import { loadTypescript, type KeepCompiled } from './typescript-code.ts'

type Question = Exclude<LanguageRequest, { readonly type: 'ran' | 'forget' }>

/** What nobody waits for is done when nobody has asked for this long: who types asks again. */
const calmMs = 100

const { folder } = workerData as { folder: string }
const port = parentPort!
/** Checks for which nobody waits. Each holds the notebook as it was when its cell began. */
const waiting: { readonly id: number; readonly snapshot: CellFile }[] = []
let asked = 0
let told = 0
let calm: NodeJS.Timeout | undefined
let next: NodeJS.Immediate | undefined

let keepCompiled: KeepCompiled = () => {}
const language = load()
// One at a time, in order: an answer must know every cell that was reported before its question.
let turn: Promise<void> = Promise.resolve()
port.on('message', (request: LanguageRequest) => takeTurn((loaded) => handle(loaded, request)))

async function load(): Promise<NotebookLanguage> {
  // After the port has a listener.
  await Promise.resolve()
  keepCompiled = loadTypescript()
  const loaded = await import('./notebook-language.ts')
  return new loaded.NotebookLanguage(folder)
}

function takeTurn(step: (loaded: NotebookLanguage) => void): void {
  turn = turn.then(async () => step(await language))
}

function handle(loaded: NotebookLanguage, request: LanguageRequest): void {
  told = performance.now()
  if (request.type === 'ran') loaded.ran(request.cell)
  else if (request.type === 'forget') {
    waiting.length = 0
    loaded.forget()
  } else if (request.type === 'check' && !request.urgent) {
    waiting.push({ id: request.id, snapshot: loaded.snapshot(request.code) })
  } else {
    reply(request.id, () => answerTo(loaded, request))
    asked = performance.now()
  }
  workLater()
}

/** Goes on with what nobody waits for, after the questions that have come meanwhile. */
function workLater(): void {
  clearTimeout(calm)
  clearImmediate(next)
  // Checks come one by one; between two of them there is nothing to prepare for.
  const left = (waiting.length > 0 ? asked : Math.max(asked, told)) + calmMs - performance.now()
  if (left > 0) calm = setTimeout(workLater, left)
  else next = setImmediate(takeTurn, workOnce)
}

/** One piece of work, then the next in a turn of its own, so that a question waits for one at most. */
function workOnce(loaded: NotebookLanguage): void {
  const check = waiting.shift()
  if (check !== undefined) {
    const { id, snapshot } = check
    reply(id, () => ({ id, type: 'check', result: loaded.problems(snapshot) }))
  } else if (!prepare(loaded)) return allPrepared()
  workLater()
}

/** By now it is compiled what questions need. */
function allPrepared(): void {
  keepCompiled()
  keepCompiled = () => {}
}

/** What TypeScript fails at here, it would fail at when it is asked; what comes behind that must be prepared all the same. */
function prepare(loaded: NotebookLanguage): boolean {
  try {
    return loaded.prepare()
  } catch {
    return true
  }
}

function answerTo(loaded: NotebookLanguage, { id, ...question }: Question): LanguageReply {
  const { type, code } = question
  switch (type) {
    case 'complete':
      return { id, type, result: loaded.complete(code, question.offset) }
    case 'inspect':
      return { id, type, result: loaded.inspect(code, question.offset, question.detail) }
    case 'check':
      return { id, type, result: loaded.problems(loaded.snapshot(code)) }
  }
}

function reply(id: number, answer: () => LanguageReply): void {
  try {
    port.postMessage(answer())
  } catch (error) {
    port.postMessage({ id, type: 'failed', message: String(error) } satisfies LanguageReply)
  }
}
