import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchNotebook } from '../../src/labextension/watch-notebook.ts'
import { TestKernel, TestPanel } from './lab-under-test.ts'

/** A panel whose session reads the kernel when it is asked. */
async function open(kernel: TestKernel | null, ...sources: readonly string[]): Promise<TestPanel> {
  const panel = new TestPanel(...sources)
  const { sessionContext, content, disposed } = panel
  const live = { ...sessionContext, get session() { return { kernel: panel.kernel } } } // prettier-ignore
  panel.kernel = kernel
  watchNotebook({ content, disposed, sessionContext: live }, panel.page)
  await shown()
  return panel
}

/** The page follows within a tenth of a second. */
const shown = () => vi.advanceTimersByTimeAsync(150)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const snapshot = {
  type: 'snapshot',
  cells: {
    'cell-0': { state: 'fresh', order: 3, code: 'const x = 1' },
    'cell-1': { state: 'stale', order: 2, code: 'x', reason: 'Uses `x` of cell [3], which ran again.' },
  },
}

describe('watchNotebook', () => {
  it('opens a comm to our kernel, tells it the order of the cells, and shows what it says', async () => {
    const kernel = new TestKernel('ansatz')
    const panel = await open(kernel, 'const x = 2', 'x', 'text')
    const [comm] = kernel.comms
    expect(comm.sent).toEqual([{ open: {} }, { type: 'order', cells: ['cell-0', 'cell-1', 'cell-2'] }])
    expect(comm.commsOverSubshells).toBe('disabled')
    comm.says(snapshot)
    await shown()
    expect(panel.marks).toEqual([
      'edited: Edited since it ran.',
      'stale: Stale. Uses `x` of cell [3], which ran again.',
      null,
    ])
    panel.cells[0].source = 'const x = 1'
    panel.modelContentChanged.emit()
    comm.says({ type: 'delta', cells: { 'cell-1': { state: 'fresh', order: 4 } }, removed: [] })
    await shown()
    expect(panel.marks).toEqual([null, null, null])
    expect(comm.sent.length).toBe(2)
  })

  it('leaves notebooks of other kernels alone', async () => {
    const kernel = new TestKernel('ipython')
    const panel = await open(kernel, 'x')
    expect(kernel.comms).toEqual([])
    expect(panel.marks).toEqual([null])
  })

  it('marks nothing, and asks no more, where the kernel knows no such comm', async () => {
    const kernel = new TestKernel('ansatz')
    const panel = await open(kernel, 'const x = 2', 'x')
    kernel.comms[0].says(snapshot)
    kernel.comms[0].onClose()
    panel.statusChanged.emit('idle')
    await shown()
    expect(panel.marks).toEqual([null, null])
    expect(kernel.comms.length).toBe(1)
  })

  it.each([
    ['a restart', (panel: TestPanel) => panel.statusChanged.emit('restarting')],
    [
      'another kernel',
      (panel: TestPanel) => {
        panel.kernel = new TestKernel('ipython')
        panel.kernelChanged.emit()
      },
    ],
    [
      'no kernel',
      (panel: TestPanel) => {
        panel.kernel = null
        panel.kernelChanged.emit()
      },
    ],
  ])('removes every mark at %s', async (_, change) => {
    const kernel = new TestKernel('ansatz')
    const panel = await open(kernel, 'const x = 2', 'x')
    kernel.comms[0].says(snapshot)
    await shown()
    expect(panel.marks.filter((mark) => mark !== null).length).toBe(2)
    change(panel)
    kernel.comms[0].says(snapshot)
    await shown()
    expect(panel.marks).toEqual([null, null])
  })

  it('asks again where no answer comes, as from a kernel that is just being replaced', async () => {
    const kernel = new TestKernel('ansatz')
    const panel = await open(kernel, 'const x = 2', 'x')
    await vi.advanceTimersByTimeAsync(1000)
    expect(kernel.comms.length).toBe(2)
    kernel.comms[1].says(snapshot)
    await shown()
    expect(panel.marks.filter((mark) => mark !== null).length).toBe(2)
    expect(kernel.comms[1].sent.at(-1)).toEqual({ type: 'order', cells: ['cell-0', 'cell-1'] })
  })

  it('listens anew after a restart, and closes its comm with the notebook', async () => {
    const kernel = new TestKernel('ansatz')
    const panel = await open(kernel, 'x')
    panel.statusChanged.emit('restarting')
    panel.statusChanged.emit('idle')
    await shown()
    expect(kernel.comms.length).toBe(2)
    expect(kernel.comms[1].sent).toEqual([{ open: {} }, { type: 'order', cells: ['cell-0'] }])
    panel.disposed.emit()
    expect(kernel.comms[1].sent.at(-1)).toBe('close')
  })
})
