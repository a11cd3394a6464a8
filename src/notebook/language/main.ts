// The language worker: answers about types while a cell runs, because it shares nothing with it.
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { LanguageReply, LanguageRequest } from '../ipc/language-messages.ts'
import type { CellFile } from './cell-files.ts'
import type { NotebookLanguage } from './notebook-language.ts'

type Request<Type> = Extract<LanguageRequest, { readonly type: Type }>

/** A check for which nobody waits begins when nothing has been asked for this long: running cells come first. */
const quietMs = 100

const { folder } = workerData as { folder: string }
// On Linux a priority belongs to the thread that sets it: cells come first where there are fewer cores than work.
if (process.platform === 'linux') setPriority(10)
const port = parentPort!
// TypeScript takes half a second to load, so it is loaded by the first question that needs it.
let language: Promise<NotebookLanguage> | null = null
/** What was told before it was loaded, in order. */
let early: Request<'ran' | 'check'>[] = []
/** Checks for which nobody waits. Each holds the notebook as it was when its cell began. */
const waiting: { readonly id: number; readonly snapshot: CellFile }[] = []
let timer: NodeJS.Timeout | undefined

// One at a time, in order: an answer must know every cell that was reported before its question.
let turn: Promise<void> = Promise.resolve()
port.on('message', (request: LanguageRequest) => {
  turn = turn.then(() => handle(request))
})

async function handle(request: LanguageRequest): Promise<void> {
  checkLater()
  if (request.type === 'ran' || (request.type === 'check' && !request.urgent)) return remember(request)
  try {
    reply(await answer(request))
  } catch (error) {
    reply({ id: request.id, type: 'failed', message: String(error) })
  }
}

async function remember(request: Request<'ran' | 'check'>): Promise<void> {
  if (language === null) early.push(request)
  else note(await language, request)
}

function note(loaded: NotebookLanguage, request: Request<'ran' | 'check'>): void {
  if (request.type === 'ran') loaded.ran(request.cell)
  else waiting.push({ id: request.id, snapshot: loaded.snapshot(request.code) })
}

async function answer(request: Exclude<LanguageRequest, { type: 'ran' }>): Promise<LanguageReply> {
  const { id, type, code } = request
  const loaded = await loadLanguage()
  switch (type) {
    case 'complete':
      return { id, type, result: loaded.complete(code, request.offset) }
    case 'inspect':
      return { id, type, result: loaded.inspect(code, request.offset, request.detail) }
    case 'check':
      return { id, type, result: loaded.problems(loaded.snapshot(code)) }
  }
}

function loadLanguage(): Promise<NotebookLanguage> {
  language ??= import('./notebook-language.ts').then(({ NotebookLanguage }) => {
    const loaded = new NotebookLanguage(folder)
    for (const request of early) note(loaded, request)
    early = []
    return loaded
  })
  return language
}

function checkLater(): void {
  clearTimeout(timer)
  timer = setTimeout(takeTurn, quietMs)
}

function takeTurn(): void {
  turn = turn.then(checkOne)
}

/** One check, then the next in a turn of its own, so that a question waits for one at most. */
async function checkOne(): Promise<void> {
  if (waiting.length === 0 && early.every(({ type }) => type === 'ran')) return
  const loaded = await loadLanguage()
  const next = waiting.shift()
  if (next === undefined) return
  try {
    reply({ id: next.id, type: 'check', result: loaded.problems(next.snapshot) })
  } catch (error) {
    reply({ id: next.id, type: 'failed', message: String(error) })
  }
  if (waiting.length > 0) setImmediate(takeTurn)
}

function reply(message: LanguageReply): void {
  port.postMessage(message)
}
