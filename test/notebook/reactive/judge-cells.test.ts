import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { CellGraph, type NamesOfRun } from '../../../src/notebook/reactive/cell-graph.ts'
import { judgeCells } from '../../../src/notebook/reactive/judge-cells.ts'
import { describeReason } from '../../../src/notebook/reactive/messages.ts'

const nothing: NamesOfRun = { defines: [], changes: [], updates: [], uses: [], late: [] }

/** Runs cells, given as `id: names`, and says what is not fresh and why. */
function notebook() {
  const graph = new CellGraph()
  let count = 0
  return {
    graph,
    run: (cell: string, names: Partial<NamesOfRun> = {}): void => {
      graph.ran(cell, ++count, { ...nothing, ...names })
    },
    verdicts: (order: Iterable<string> = graph.runs.keys()): Record<string, string> => {
      const found = [...judgeCells(graph.runs, order)].filter(([, { reason }]) => reason !== null)
      return Object.fromEntries(
        found.map(([cell, { state, reason }]) => [cell, `${state}: ${describeReason(state, reason!)}`]),
      )
    },
  }
}

describe('judgeCells', () => {
  it('finds nothing stale after Run All, also where a name is defined twice', () => {
    const { run, verdicts } = notebook()
    run('a', { defines: ['x'] })
    run('b', { uses: ['x'] })
    run('c', { defines: ['x'] })
    run('d', { uses: ['x'] })
    expect(verdicts()).toEqual({})
    expect(verdicts(['a', 'b', 'c', 'd'])).toEqual({})
  })

  it('a cell whose definition ran again is stale, and what depends on it; running them makes them fresh', () => {
    const { run, verdicts } = notebook()
    const cells = {
      a: { defines: ['lr'] },
      b: { defines: ['y'], uses: ['lr'] },
      c: { uses: ['y'] },
      d: { uses: ['z'] },
    }
    for (const [cell, names] of Object.entries(cells)) run(cell, names)
    run('a', cells.a)
    expect(verdicts('abcd')).toEqual({
      b: 'stale: Uses `lr` of cell [5], which ran again.',
      c: 'stale: Uses `y` of cell [2], which is stale.',
    })
    run('b', cells.b)
    expect(verdicts('abcd')).toEqual({ c: 'stale: Uses `y` of cell [6], which ran again.' })
    run('c', cells.c)
    expect(verdicts('abcd')).toEqual({})
  })

  it('a definition that comes between makes a cell stale; one below does not', () => {
    const { run, verdicts } = notebook()
    run('a', { defines: ['x'] })
    run('c', { uses: ['x'] })
    run('b', { defines: ['x'] })
    expect(verdicts('abc')).toEqual({ c: 'stale: Uses `x`, which cell [3] has redefined since.' })
    expect(verdicts('acb')).toEqual({})
  })

  it('tells what Run All would do where cells ran in another order than they stand in', () => {
    const { run, verdicts } = notebook()
    run('b', { defines: ['x'] })
    run('a', { uses: ['x'] })
    expect(verdicts('ab')).toEqual({ a: 'misplaced: Uses `x` of cell [1] below: Run All would not find it.' })
    run('d', { defines: ['x'] })
    run('b', { defines: ['x'] })
    run('e', { defines: ['y'], uses: ['x'] })
    run('f', { uses: ['y'] })
    expect(verdicts('bdef')).toEqual({
      e: 'misplaced: Ran with another `x`: Run All would take it from cell [3].',
      f: 'misplaced: Uses `y` of cell [5], which Run All would compute differently.',
    })
  })

  it('a cell that no longer defines a name, or is deleted, leaves its users stale', () => {
    const { run, verdicts, graph } = notebook()
    run('a', { defines: ['x'] })
    run('b', { uses: ['x'] })
    run('a', { defines: ['y'] })
    expect(verdicts('ab')).toEqual({ b: 'stale: Uses `x`, which cell [3] no longer defines.' })
    run('b', { uses: ['x'] })
    expect(verdicts('ab')).toEqual({ b: 'stale: Uses `x`, which cell [3] no longer defines.' })
    run('c', { uses: ['y'] })
    graph.removed(['a'])
    expect(verdicts('bc')).toEqual({
      b: 'stale: Uses `x` of a cell that was deleted.',
      c: 'stale: Uses `y` of a cell that was deleted.',
    })
  })

  it('a cell that used a name before anybody defined it is stale when somebody has', () => {
    const { run, verdicts } = notebook()
    run('b', { uses: ['x'] })
    run('a', { defines: ['x'] })
    expect(verdicts('ab')).toEqual({ b: 'stale: Ran before cell [2] defined `x`.' })
    expect(verdicts('ba')).toEqual({})
  })

  it('`x = 2 * x` twice is not what Run All does, `x = 2` twice is', () => {
    const { run, verdicts } = notebook()
    run('a', { defines: ['x', 'y'] })
    for (const _ of [1, 2]) run('b', { uses: ['x'], changes: ['x'], updates: ['x'] })
    for (const _ of [1, 2]) run('c', { uses: ['y'], changes: ['y'] })
    run('d', { uses: ['y'] })
    expect(verdicts('abcd')).toEqual({
      b: 'stale: Had changed `x` before: run the cell that defines it first.',
    })
    run('c', { uses: ['y'], changes: ['y'] })
    expect(verdicts('acd')).toEqual({ d: 'stale: Uses `y` of cell [7], which ran again.' })
  })

  it('a function needs what it uses when it is called, also names that were defined after it', () => {
    const { run, verdicts } = notebook()
    run('f', { defines: ['loss'], uses: ['lr'], late: ['lr'] })
    run('a', { defines: ['lr'] })
    run('g', { defines: ['train'], uses: ['loss'], late: ['loss'] })
    run('c', { uses: ['train'] })
    run('a', { defines: ['lr'] })
    expect(verdicts('afgc')).toMatchObject({
      f: 'stale: Ran before cell [5] defined `lr`.',
      c: 'stale: Uses `train` of cell [3], which is stale.',
    })
  })

  it('a function needs what another one needs that was defined after both', () => {
    const { run, verdicts } = notebook()
    run('f', { defines: ['outer'], uses: ['inner'], late: ['inner'] })
    run('g', { defines: ['inner'], uses: ['lr'], late: ['lr'] })
    run('a', { defines: ['lr'] })
    run('c', { uses: ['outer'] })
    run('a', { defines: ['lr'] })
    expect(verdicts()['c']).toBe('stale: Calls what uses `lr` of cell [5], which ran again.')
  })

  it('a forgotten run has never been', () => {
    const { run, verdicts, graph } = notebook()
    run('a', { defines: ['x'] })
    run('b', { defines: ['x'] })
    graph.forget('b')
    run('c', { uses: ['x'] })
    expect(verdicts('ac')).toEqual({})
  })
})

// The law: a cell is not fresh if and only if Run All from a new kernel would compute something else.

const names = ['x', 'y', 'z'] as const
// Most cells of a notebook take few names: chains of functions that need each other are what is hard to get right.
const one = fc.subarray([...names], { maxLength: 1 })
const few = fc.oneof({ weight: 4, arbitrary: one }, fc.subarray([...names]))
const rare = fc.oneof({ weight: 6, arbitrary: fc.constant([]) }, few)
const source = fc
  .record({ defines: one, uses: few, changes: rare, updates: few, late: few })
  .map(({ defines, uses, changes, updates, late }): NamesOfRun => {
    const free = (list: readonly string[]) => list.filter((name) => !defines.includes(name as never))
    const changed = free(changes)
    const used = [...new Set([...free(uses), ...changed, ...free(late)])]
    return {
      defines,
      changes: changed,
      updates: changed.filter((name) => updates.includes(name as never)),
      uses: used,
      late: free(late),
    }
  })
const cells = ['a', 'b', 'c', 'd'] as const
const step = fc.record({ cell: fc.constantFrom(...cells), source, remove: fc.nat(9).map((n) => n === 0) })
const history = fc.array(step, { maxLength: 9 })

interface Value {
  readonly cell: string
  /** All that went into it; two runs of a cell that took the same have the same text. */
  readonly text: string
  /** What calling it needs. */
  readonly needs: readonly string[]
}

/** An interpreter that computes with texts: the value of a name tells everything that it was computed from. */
class Interpreter {
  private readonly values = new Map<string, Value[]>()

  run(cell: string, version: number, { defines, changes, updates, uses, late }: NamesOfRun): string {
    const needs = new Set(late)
    const parts: string[] = []
    const seen = new Set<string>(defines)
    const take = (name: string): void => {
      if (seen.has(name)) return
      seen.add(name)
      const all = this.values.get(name) ?? []
      const value = updates.includes(name) ? all.at(-1) : all.findLast((one) => one.cell !== cell)
      parts.push(`${name}=${value?.text ?? 'nothing'}`)
      for (const need of value?.needs ?? []) {
        needs.add(need)
        take(need)
      }
    }
    uses.forEach(take)
    const text = `${cell}${version}(${parts.toSorted().join()})`
    for (const name of new Set([...defines, ...changes])) {
      const others = (this.values.get(name) ?? []).filter((one) => one.cell !== cell)
      this.values.set(name, [...others, { cell, text, needs: [...needs] }])
    }
    return text
  }
}

/** Every run counts as one with a new text: what it gives is never what it gave before. */
function play(steps: readonly { cell: string; source: NamesOfRun; remove: boolean }[]) {
  const graph = new CellGraph()
  const live = new Interpreter()
  const last = new Map<string, { version: number; source: NamesOfRun; text: string }>()
  steps.forEach(({ cell, source, remove }, version) => {
    if (remove) {
      graph.removed([cell])
      last.delete(cell)
      return
    }
    graph.ran(cell, version, source)
    last.delete(cell)
    last.set(cell, { version, source, text: live.run(cell, version, source) })
  })
  return { graph, last }
}

function changedByRunAll({ last }: ReturnType<typeof play>, order: readonly string[]): string[] {
  const anew = new Interpreter()
  return order.filter((cell) => {
    const was = last.get(cell)
    return was !== undefined && anew.run(cell, was.version, was.source) !== was.text
  })
}

function notFresh({ graph }: ReturnType<typeof play>, order: readonly string[]): string[] {
  const verdicts = judgeCells(graph.runs, order)
  return order.filter((cell) => (verdicts.get(cell)?.state ?? 'fresh') !== 'fresh')
}

test('law: the cells that are not fresh are those that Run All in document order would compute differently', () => {
  fc.assert(
    fc.property(history, fc.shuffledSubarray([...cells], { minLength: cells.length }), (steps, order) => {
      const played = play(steps)
      expect(notFresh(played, order)).toEqual(changedByRunAll(played, order))
    }),
    { numRuns: 5000 },
  )
})

test('law: without a document order, those that Run All in the order of execution would compute differently; none is misplaced', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const played = play(steps)
      const order = [...played.graph.runs.keys()]
      expect(notFresh(played, order)).toEqual(changedByRunAll(played, order))
      const states = [...judgeCells(played.graph.runs, order).values()].map(({ state }) => state)
      expect(states).not.toContain('misplaced')
    }),
    { numRuns: 5000 },
  )
})
