// The parts of JupyterLab's and the browser's interfaces that this extension touches, so that no JupyterLab package has
// to be installed to build it. JupyterLab 4 has kept them since 4.0.

export interface Signal<Sender, Args> {
  connect(slot: (sender: Sender, args: Args) => void): boolean
}

export interface Kernel {
  readonly info: Promise<{ readonly implementation?: string }>
  createComm(target: string): KernelComm
  requestCommInfo(content: { readonly target_name: string }): Promise<{
    readonly content: { readonly comms?: Readonly<Record<string, unknown>> }
  }>
}

export interface KernelComm {
  /** From JupyterLab 4.4 on: whether messages go through a subshell of their own. */
  commsOverSubshells?: string
  onMsg: (message: { readonly content: { readonly data: unknown } }) => void
  onClose: () => void
  readonly isDisposed: boolean
  open(data: object): unknown
  send(data: object): unknown
  close(): unknown
}

export interface SessionContext {
  readonly session: { readonly kernel: Kernel | null } | null
  readonly kernelChanged: Signal<unknown, unknown>
  readonly statusChanged: Signal<unknown, string>
}

/** An output as the notebook file has it. */
export interface Output {
  readonly data?: Readonly<Record<string, unknown>>
}

export interface Outputs {
  readonly length: number
  get(index: number): { toJSON(): Output }
  set(index: number, output: Output): void
}

export interface CellModel {
  readonly id: string
  /** Of code cells. */
  readonly outputs?: Outputs
  readonly type: string
  readonly sharedModel: { getSource(): string }
  /** `running` from the request to the reply; from JupyterLab 4.1 on. */
  readonly executionState?: string
  readonly stateChanged: Signal<unknown, unknown>
}

export interface CellWidget {
  readonly model: CellModel
  readonly node: PageElement
  /** Missing until the cell comes near the part of the notebook that is seen. */
  readonly inputArea?: { readonly node: PageElement } | null
  readonly ready: Promise<void>
}

export interface Notebook {
  readonly widgets: readonly CellWidget[]
  readonly model: { readonly cells: Iterable<CellModel> } | null
  readonly modelContentChanged: Signal<unknown, unknown>
  readonly modelChanged: Signal<unknown, unknown>
}

export interface NotebookPanel {
  readonly content: Notebook
  readonly sessionContext: SessionContext
  readonly disposed: Signal<unknown, unknown>
}

export interface NotebookTracker {
  readonly widgetAdded: Signal<unknown, NotebookPanel>
  forEach(visit: (panel: NotebookPanel) => void): void
}

export interface Plugin {
  readonly id: string
  readonly description: string
  readonly autoStart: boolean
  /** Services by token; where a page has none of a kind, `activate` gets null. */
  readonly optional: readonly unknown[]
  readonly activate: (app: unknown, tracker: NotebookTracker | null) => void
}

export interface PageElement {
  readonly dataset: Record<string, string | undefined>
  className: string
  title: string
  textContent: string | null
  append(child: PageElement): void
  remove(): void
  setAttribute(name: string, value: string): void
  querySelector(selector: string): PageElement | null
}

export interface Page {
  readonly head: PageElement
  createElement(tag: string): PageElement
  querySelector(selector: string): PageElement | null
}
