import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Door } from '../door.ts'
import { isStatus, KernelUnderTest, type Message } from './kernel-under-test.ts'

interface Status {
  readonly state?: string
  readonly reason?: string
  readonly order?: number
  readonly code?: string
}

interface Told {
  readonly type: string
  readonly cells: Readonly<Record<string, Status>>
  readonly removed?: readonly string[]
}

let kernel: KernelUnderTest

beforeEach(async () => {
  kernel = await KernelUnderTest.launch()
})

afterEach(() => kernel[Symbol.asyncDispose]())

async function run(cellId: string | null, code: string, metadata: object = {}): Promise<Message> {
  const id = kernel.sendExecute(code, {}, { metadata: { ...(cellId !== null && { cellId }), ...metadata } })
  return kernel.finished(id)
}

/** A frontend that listens to `ansatz.cells`. */
class Watcher {
  readonly id = randomUUID()

  async open(): Promise<void> {
    const id = kernel.send('comm_open', { comm_id: this.id, target_name: 'ansatz.cells', data: {} })
    await this.handled(id)
  }

  async order(...cells: readonly string[]): Promise<void> {
    await this.handled(kernel.send('comm_msg', { comm_id: this.id, data: { type: 'order', cells } }))
  }

  get told(): readonly Told[] {
    return kernel.received
      .filter(({ type, content }) => type === 'comm_msg' && content['comm_id'] === this.id)
      .map(({ content }) => content['data'] as Told)
  }

  /** What a frontend that follows the deltas knows. */
  get cells(): Record<string, Status> {
    let cells: Record<string, Status> = {}
    for (const { type, cells: news, removed = [] } of this.told) {
      if (type === 'snapshot') cells = {}
      for (const [cell, status] of Object.entries(news)) cells[cell] = { code: cells[cell]?.code, ...status } as Status
      for (const cell of removed) delete cells[cell]
    }
    return cells
  }

  get reasons(): Record<string, string | undefined> {
    const notFresh = Object.entries(this.cells).filter(([, { state }]) => state !== 'fresh')
    return Object.fromEntries(notFresh.map(([cell, { state, reason }]) => [cell, `${state}: ${reason}`]))
  }

  private handled(id: string): Promise<unknown> {
    return kernel.message((message) => isStatus(message, 'idle') && message.parentId === id)
  }
}

describe('a comm of the target ansatz.cells', () => {
  it('gets a snapshot of what has run, then what changes', async () => {
    await run('a', 'const lr = 0.1')
    await run('b', 'const twice = lr * 2; const train = () => twice')
    await run('c', 'train()')
    const watcher = new Watcher()
    await watcher.open()
    expect(watcher.told).toEqual([
      {
        type: 'snapshot',
        cells: {
          a: { state: 'fresh', order: 1, code: 'const lr = 0.1' },
          b: { state: 'fresh', order: 2, code: 'const twice = lr * 2; const train = () => twice' },
          c: { state: 'fresh', order: 3, code: 'train()' },
        },
      },
    ])
    await run('a', 'const lr = 0.2')
    await expect
      .poll(() => watcher.told.at(-1))
      .toEqual({
        type: 'delta',
        cells: {
          a: { state: 'fresh', order: 4, code: 'const lr = 0.2' },
          b: { state: 'stale', order: 2, reason: 'Uses `lr` of cell [4], which ran again.' },
          c: { state: 'stale', order: 3, reason: 'Uses `train` of cell [2], which is stale.' },
        },
        removed: [],
      })
    await run('b', 'const twice = lr * 2; const train = () => twice')
    await run('c', 'train()')
    await expect.poll(() => watcher.reasons).toEqual({})
  })

  it('is answered while a cell keeps the executor busy, and told before that cell has ended', async () => {
    await run('a', 'const lr = 0.1')
    await run('b', 'lr')
    const door = new Door(kernel.folder)
    const loop = kernel.sendExecute(`const lr = 1; ${door.spin}`, {}, { metadata: { cellId: 'a' } })
    const watcher = new Watcher()
    await kernel.message((message) => isStatus(message, 'busy') && message.parentId === loop)
    await watcher.open()
    await expect.poll(() => watcher.reasons).toEqual({ b: 'stale: Uses `lr` of cell [3], which ran again.' })
    expect(kernel.received.some((message) => message.parentId === loop && isStatus(message, 'idle'))).toBe(false)
    door.open()
    await kernel.finished(loop)
  })

  it('judges by the order of the document once a frontend tells it', async () => {
    const watcher = new Watcher()
    await watcher.open()
    await run('below', 'const x = 1')
    await run('above', 'x')
    await expect.poll(() => watcher.reasons).toEqual({})
    await watcher.order('above', 'text', 'below')
    await expect
      .poll(() => watcher.reasons)
      .toEqual({ above: 'misplaced: Uses `x` of cell [1] below: Run All would not find it.' })
    await watcher.order('below', 'above')
    await expect.poll(() => watcher.reasons).toEqual({})
    await watcher.order('above')
    await expect.poll(() => watcher.reasons).toEqual({ above: 'stale: Uses `x` of a cell that was deleted.' })
  })

  it('hears of cells that were deleted, by what the next request says', async () => {
    const watcher = new Watcher()
    await watcher.open()
    await run('a', 'const x = 1')
    await run('b', 'x')
    await run('c', '1', { deletedCells: ['a'] })
    await expect.poll(() => watcher.reasons).toEqual({ b: 'stale: Uses `x` of a cell that was deleted.' })
    await expect.poll(() => Object.keys(watcher.cells)).toEqual(['b', 'c'])
  })

  it('knows assignments, objects that are changed, and names that nobody had defined', async () => {
    const watcher = new Watcher()
    await watcher.open()
    await run('a', 'let n = 1; const options = { lr: 1 }')
    for (const _ of [1, 2]) await run('b', 'options.lr = 2')
    for (const _ of [1, 2]) await run('c', 'n = n + 1')
    await run('d', 'typeof later')
    await run('e', 'const later = 1')
    await watcher.order('a', 'b', 'c', 'e', 'd')
    await expect
      .poll(() => watcher.reasons)
      .toEqual({
        c: 'stale: Had changed `n` before: run the cell that defines it first.',
        d: 'stale: Ran before cell [7] defined `later`.',
      })
  })

  it('a cell with an error of syntax changes nothing; runs without a cell id count as definitions', async () => {
    const watcher = new Watcher()
    await watcher.open()
    await run(null, 'const x = 1')
    await run('b', 'x')
    await run('b', 'x +')
    await expect.poll(() => watcher.cells['b']).toMatchObject({ state: 'fresh', code: 'x' })
    await run(null, 'const x = 2')
    await expect.poll(() => Object.keys(watcher.cells)).toEqual(['b'])
  })

  it('lives on when the executor dies, and then knows nothing', async () => {
    const watcher = new Watcher()
    await watcher.open()
    await run('a', 'const x = 1')
    await run('b', 'process.exit(3)')
    await expect.poll(() => watcher.told.at(-1)).toEqual({ type: 'snapshot', cells: {} })
    await run('a', 'const x = 1')
    await expect.poll(() => Object.keys(watcher.cells)).toEqual(['a'])
    kernel.send('comm_close', { comm_id: watcher.id, data: {} })
    const before = watcher.told.length
    await run('a', 'const x = 2')
    const other = new Watcher()
    await other.open()
    await run('a', 'const x = 3')
    await expect.poll(() => other.told.length).toBe(2)
    expect(watcher.told.length).toBe(before)
  })
})
