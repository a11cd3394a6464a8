// The language worker: answers about types and completeness while a cell runs, because it shares nothing with it.
import { parentPort, workerData } from 'node:worker_threads'
import { completeness } from '../compiler/completeness.ts'
import type { LanguageReply, LanguageRequest, RanCell } from '../ipc/language-messages.ts'
import type { NotebookLanguage } from './notebook-language.ts'

const { folder } = workerData as { folder: string }
const port = parentPort!
// TypeScript takes half a second to load, so it is loaded by the first question that needs it.
let language: Promise<NotebookLanguage> | null = null
const ranBefore: RanCell[] = []

// One at a time, in order: an answer must know every cell that was reported before its question.
let turn: Promise<void> = Promise.resolve()
port.on('message', (request: LanguageRequest) => {
  turn = turn.then(() => handle(request))
})

async function handle(request: LanguageRequest): Promise<void> {
  if (request.type === 'ran') return remember(request.cell)
  try {
    reply(await answer(request))
  } catch (error) {
    reply({ id: request.id, type: 'failed', message: String(error) })
  }
}

async function remember(cell: RanCell): Promise<void> {
  if (language === null) ranBefore.push(cell)
  else (await language).ran(cell)
}

async function answer(request: Exclude<LanguageRequest, { type: 'ran' }>): Promise<LanguageReply> {
  const { id, type, code } = request
  switch (type) {
    case 'isComplete':
      return { id, type, result: completeness(code) }
    case 'complete':
      return { id, type, result: (await loadLanguage()).complete(code, request.offset) }
    case 'inspect':
      return { id, type, result: (await loadLanguage()).inspect(code, request.offset) }
  }
}

function loadLanguage(): Promise<NotebookLanguage> {
  language ??= import('./notebook-language.ts').then(({ NotebookLanguage }) => {
    const loaded = new NotebookLanguage(folder)
    for (const cell of ranBefore) loaded.ran(cell)
    return loaded
  })
  return language
}

function reply(message: LanguageReply): void {
  port.postMessage(message)
}
