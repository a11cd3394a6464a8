import { EventEmitter } from 'node:events'
import { Readable } from 'node:stream'
import { Script } from 'node:vm'

import { compileCell } from '../compiler/compile-cell.ts'
import { renderSoon } from '../display/render-value.ts'
import { EventChannel } from '../events/event-channel.ts'
import { createTextMemory, GatheredText } from '../events/gathered-text.ts'
import { CellRun, currentRun } from '../interrupts/cell-run.ts'
import { createSharedState } from '../interrupts/shared-state.ts'
import { encodeFrame, FrameDecoder } from '../ipc/frames.ts'
import { CellSources } from './cell-sources.ts'
import { reportError, reportProblem } from './error-report.ts'
import { linkedNames } from './linked-names.ts'
import { Namespaces } from './namespaces.ts'

const texts = [
  'interface Point { x: number }\nlet typed: number = 1, names = ["a"]\nclass Net { x = typed }\nfunction twice(n: number) { return 2 * n }',
  'import { sep } from "node:path"\nfor (const name of names) typed += twice(name.length)\nconst { a, ...rest } = { a: await typed, b: `${sep}` }\na',
  'let typed = 2, names = []',
]
/** The first again, as a cell whose names another one has defined meanwhile, and one that does not compile. */
const cells = [...texts, texts[0], 'let b = (;']

/**
 * What the kernel does for cells, on texts of its own and without a trace: compiles, links, reports, shows and sends.
 * Returns all that came out, which is the same each time as long as the built-in objects do what they should.
 */
export function tryKernel(): string {
  const outcome = { cells: tryCells(), shown: tryDisplay(), sent: trySending(), ran: tryRunning() }
  return JSON.stringify(outcome)
}

function tryCells(): unknown {
  const namespaces = new Namespaces(['require'])
  const sources = new CellSources()
  return cells.map((source, index) => {
    const compiled = compileCell(source, (name) => namespaces.link(name), namespaces.functionUses)
    if (!compiled.ok) return reportProblem(compiled.problem, index)
    const { code, map, defs, names, uses } = compiled.cell
    new Script(code).runInThisContext()
    const file = sources.add('/', { count: index, source, map })
    const cell = namespaces.cellNumber(source)
    namespaces.claim(cell, defs)
    for (const { name } of defs) namespaces.space(cell)[name] = index
    namespaces.reassign(names.writes)
    namespaces.addUses(uses)
    namespaces.lateNames(compiled.cell.late)
    const linked = linkedNames(names, (name) => namespaces.link(name))
    const { ename, evalue } = reportError(new RangeError(`in ${file}`), sources)
    return [code, linked, ename, evalue, sources.locate(file, { line: 1, column: 1 })]
  })
}

function tryDisplay(): unknown {
  return [4, 'text', [1, { b: 2 }], new Map([[1, new Set(['x'])]])].map((value) => renderSoon(value))
}

function trySending(): unknown {
  const message = { type: 'trial', text: 'é', list: [1, [2]] }
  const decoder = new FrameDecoder()
  const frames = Buffer.concat([encodeFrame(message), encodeFrame({ ...message, buffers: [new Uint8Array([1, 2])] })])
  const received = [frames.subarray(0, 7), frames.subarray(7)].map((chunk) => decoder.push(chunk))
  const event = { type: 'stream', parent: 'trial', name: 'stdout', text: 'short' } as const
  const state = createSharedState()
  const gathered = new GatheredText(createTextMemory(), state)
  for (const text of [event.text, 'long'.repeat(40)]) gathered.add({ ...event, text })
  const channel = new EventChannel({ state, gathered, waits: () => {} })
  const finish = ['trial', 'trial'].map((parent) => channel.reserve(parent))
  for (const end of finish) end(null)
  const locked = [Atomics.compareExchange(state, 0, 0, 1), Atomics.exchange(state, 0, 2)]
  return [received, Object.entries(gathered.read() ?? {}), locked]
}

function tryRunning(): unknown {
  const heard: unknown[] = []
  const run = new CellRun({ id: 'trial', silent: true, allowStdin: false })
  currentRun.run(run, () => heard.push(currentRun.getStore() === run))
  const settled = Promise.resolve(1).then(() => {})
  new EventEmitter().on('told', (value) => heard.push(value)).emit('told', 1)
  const stream = new Readable({ read() {} })
  heard.push(stream.push('a'), process.listenerCount('exit') >= 0, settled instanceof Promise)
  return heard
}
