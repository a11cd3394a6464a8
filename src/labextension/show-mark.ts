import type { CellMark } from './cell-mark.ts'
import type { Page, PageElement } from './lab.ts'

const markClass = 'ansatz-CellMark'

/**
 * Shows a mark in the input area of a cell, or removes it. The prompt itself belongs to JupyterLab, which rewrites its
 * text, so the mark stands beside it.
 */
export function showMark(area: PageElement, mark: CellMark | null, page: Page): void {
  const shown = area.querySelector(`:scope > .${markClass}`)
  if (mark === null) {
    shown?.remove()
    return
  }
  const element = shown ?? page.createElement('span')
  if (element.title === mark.text && element.dataset['state'] === mark.state) return
  element.className = markClass
  element.dataset['state'] = mark.state
  element.title = mark.text
  element.setAttribute('role', 'img')
  element.setAttribute('aria-label', mark.text)
  if (shown === null) area.append(element)
}
