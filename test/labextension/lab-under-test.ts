import { createRequire } from 'node:module'
import type {
  CellWidget,
  Kernel,
  KernelComm,
  NotebookPanel,
  Output,
  Outputs,
  Page,
} from '../../src/labextension/lab.ts'

// The package comes without types.
const { JSDOM } = createRequire(import.meta.url)('jsdom') as {
  JSDOM: new (html: string) => { readonly window: { readonly document: Page } }
}

/** Lumino's signals, as far as the extension uses them. */
class TestSignal<Args> {
  private readonly slots: ((sender: unknown, args: Args) => void)[] = []

  connect(slot: (sender: unknown, args: Args) => void): boolean {
    return this.slots.push(slot) > 0
  }

  emit(args: Args): void {
    for (const slot of this.slots) slot(null, args)
  }
}

/** A comm that records what the extension sends. */
export class TestComm implements KernelComm {
  commsOverSubshells = 'perCommTarget'
  onMsg: KernelComm['onMsg'] = () => {}
  onClose: KernelComm['onClose'] = () => {}
  isDisposed = false
  readonly sent: unknown[] = []

  open(data: object): void {
    this.sent.push({ open: data })
  }

  send(data: object): void {
    this.sent.push(data)
  }

  close(): void {
    this.sent.push('close')
  }

  says(data: object): void {
    this.onMsg({ content: { data } })
  }
}

export class TestKernel implements Kernel {
  readonly info: Kernel['info']
  readonly comms: TestComm[] = []

  constructor(implementation: string) {
    this.info = Promise.resolve({ implementation })
  }

  createComm(): TestComm {
    this.comms.push(new TestComm())
    return this.comms.at(-1)!
  }

  /** The ids of the widgets that it has. */
  widgets: readonly string[] = []
  /** Runs before the kernel answers. */
  beforeCommInfo: () => void = () => {}

  async requestCommInfo() {
    this.beforeCommInfo()
    return { content: { comms: Object.fromEntries(this.widgets.map((id) => [id, {}])) } }
  }
}

/** The outputs of a cell, as JupyterLab's model gives them. */
export class TestOutputs implements Outputs {
  private readonly list: Output[]

  constructor(...list: Output[]) {
    this.list = list
  }

  get length(): number {
    return this.list.length
  }

  get(index: number) {
    return { toJSON: () => this.list[index] }
  }

  set(index: number, output: Output): void {
    this.list[index] = output
  }

  get mimes(): readonly string[][] {
    return this.list.map(({ data = {} }) => Object.keys(data))
  }
}

/** An open notebook of JupyterLab: its cells in a real document, its kernel and its signals in the hand of the test. */
export class TestPanel implements NotebookPanel {
  readonly page: Page
  readonly disposed = new TestSignal<void>()
  readonly kernelChanged = new TestSignal<void>()
  readonly statusChanged = new TestSignal<string>()
  readonly modelContentChanged = new TestSignal<void>()
  readonly modelChanged = new TestSignal<void>()
  readonly cells: readonly (CellWidget & { source: string })[]
  kernel: TestKernel | null = null

  constructor(...sources: readonly string[]) {
    const { document } = new JSDOM('<body></body>').window
    this.page = document
    this.cells = sources.map((source, index) => {
      const node = document.createElement('div')
      const area = document.createElement('div')
      node.append(area)
      const cell = {
        source,
        node,
        inputArea: { node: area },
        ready: Promise.resolve(),
        model: {
          id: `cell-${index}`,
          type: 'code',
          sharedModel: { getSource: () => cell.source },
          executionState: 'idle',
          stateChanged: new TestSignal<unknown>(),
        },
      }
      return cell
    })
  }

  get content() {
    const { cells, modelContentChanged, modelChanged } = this
    return { widgets: cells, model: { cells: cells.map(({ model }) => model) }, modelContentChanged, modelChanged }
  }

  get sessionContext() {
    const { kernel, kernelChanged, statusChanged } = this
    return { session: { kernel }, kernelChanged, statusChanged }
  }

  /** What is shown at each cell: the state and the text for screen readers; null for none. */
  get marks(): readonly (string | null)[] {
    return this.cells.map(({ inputArea }) => {
      const element = inputArea?.node.querySelector('.ansatz-CellMark') as Attributed | null
      return element === null ? null : `${element.getAttribute('data-state')}: ${element.getAttribute('aria-label')}`
    })
  }
}

type Attributed = { getAttribute(name: string): string | null }
