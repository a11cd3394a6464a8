import { CellFeed } from './cell-feed.ts'
import { cellMark } from './cell-mark.ts'
import type { CellModel, CellWidget, Notebook, NotebookPanel, Page } from './lab.ts'
import { showMark } from './show-mark.ts'
import { showStills } from './show-stills.ts'

/** Typing does not have to be followed letter by letter. */
const settleMs = 100

/** Shows the marks of one notebook as long as it is open. */
export function watchNotebook(panel: NotebookPanel, page: Page): void {
  const { content } = panel
  const followed = new WeakSet<CellModel>()
  let scheduled = false
  let open = true

  const render = (): void => {
    scheduled = false
    if (!open) return
    feed.tellOrder(codeCells(content))
    for (const cell of content.widgets) if (cell.model.type === 'code') renderCell(cell)
  }

  const schedule = (): void => {
    if (scheduled) return
    scheduled = true
    setTimeout(render, settleMs)
  }

  const renderCell = (cell: CellWidget): void => {
    if (!followed.has(cell.model)) {
      followed.add(cell.model)
      // Tells the beginning and the end of a run.
      cell.model.stateChanged.connect(schedule)
      if (!cell.inputArea) void cell.ready.then(schedule)
    }
    const mark = cellMark(feed.cells.get(cell.model.id), cell.model)
    if (mark === null) delete cell.node.dataset['ansatzState']
    else cell.node.dataset['ansatzState'] = mark.state
    if (cell.inputArea) showMark(cell.inputArea.node, mark, page)
  }

  const feed = new CellFeed(panel.sessionContext, schedule, (kernel) => {
    // A kernel that goes away before it answers leaves everything as it is.
    showStills(kernel, content.model?.cells ?? []).catch(() => {})
  })
  content.modelContentChanged.connect(schedule)
  content.modelChanged.connect(schedule)
  panel.disposed.connect(() => {
    open = false
    feed.close()
  })
}

function codeCells({ model }: Notebook): readonly string[] {
  return [...(model?.cells ?? [])].filter(({ type }) => type === 'code').map(({ id }) => id)
}
