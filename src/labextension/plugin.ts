import type { Page, Plugin } from './lab.ts'
import { markerStyle } from './marker-style.ts'
import { loadShared, type ShareScope } from './share-scope.ts'
import { watchNotebook } from './watch-notebook.ts'

declare const document: Page

const styleId = 'ansatz-cell-markers'

/** The plugin that marks, in notebooks of the Ansatz kernel, the cells whose output is out of date. */
export async function createPlugin(scope: ShareScope): Promise<Plugin> {
  const { INotebookTracker: token } = (await loadShared(scope, '@jupyterlab/notebook')) as { INotebookTracker: unknown }
  return {
    id: 'ansatz:cells',
    description: 'Marks the cells of Ansatz notebooks that are stale, edited, or ran out of order.',
    autoStart: true,
    // Pages without notebooks to edit, such as Voilà's, load extensions too, and have none.
    optional: [token],
    activate: (_, tracker) => {
      if (tracker === null) return
      addStyle(document)
      tracker.forEach((panel) => watchNotebook(panel, document))
      tracker.widgetAdded.connect((_, panel) => watchNotebook(panel, document))
    },
  }
}

function addStyle(page: Page): void {
  if (page.querySelector(`#${styleId}`) !== null) return
  const style = page.createElement('style')
  style.setAttribute('id', styleId)
  style.textContent = markerStyle
  page.head.append(style)
}
