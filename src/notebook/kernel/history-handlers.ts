import type { History, HistoryItem } from '../history/history.ts'
import type { RequestContent } from '../protocol/requests.ts'
import { checked, ok, type Handlers } from './reply.ts'

/** What a console shows when it asks for the past without saying how much. */
const defaultTail = 1000

export function historyHandlers(history: History): Handlers {
  return {
    history_request: checked('history_request', async (content) => {
      await history.refresh()
      return ok({ history: select(history, content) })
    }),
  }
}

function select(history: History, content: RequestContent<'history_request'>): readonly HistoryItem[] {
  switch (content.hist_access_type) {
    case 'tail':
      return history.tail(content.n ?? defaultTail, content)
    case 'range':
      return history.range(
        { session: content.session ?? 0, start: content.start ?? 1, stop: content.stop ?? null },
        content,
      )
    case 'search':
      return history.search({ pattern: content.pattern ?? '*', n: content.n ?? null, unique: content.unique }, content)
  }
}
