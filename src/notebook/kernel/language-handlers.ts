import type { CompletionItem, CompletionResult } from '../ipc/language-messages.ts'
import { codePointOffset, utf16Offset } from '../protocol/code-points.ts'
import type { JsonObject } from '../protocol/message.ts'
import type { LanguageClient } from './language-client.ts'
import { pagerQuestion } from './pager.ts'
import { checked, ok, type Handlers } from './reply.ts'

/** Completion, inspection and completeness: answered also while a cell runs. */
export function languageHandlers(language: LanguageClient): Handlers {
  return {
    complete_request: checked('complete_request', async ({ code, cursor_pos: cursor }) => {
      const result = await language.complete(code, offsetOf(code, cursor))
      return ok(completionContent(code, result))
    }),
    inspect_request: checked('inspect_request', async ({ code, cursor_pos: cursor, detail_level: detail }) => {
      const found = await language.inspect(code, offsetOf(code, cursor), detail)
      return ok(
        found === null
          ? { found: false, data: {}, metadata: {} }
          : { found: true, data: { 'text/plain': found.plain, 'text/markdown': found.markdown }, metadata: {} },
      )
    }),
    // Not the language worker: a console asks at every line and waits a second at most, and parsing takes no time.
    is_complete_request: checked('is_complete_request', async ({ code }) => {
      // The parser is native code, which a kernel need not load before it says hello.
      if (pagerQuestion(code) !== null) return { content: { status: 'complete' } }
      const { completeness } = await import('../compiler/syntax/completeness.ts')
      const { status, indent } = completeness(code)
      return { content: status === 'incomplete' ? { status, indent } : { status } }
    }),
  }
}

/** A client that names no cursor means the end of the code. */
function offsetOf(code: string, cursor: number | null | undefined): number {
  return cursor === null || cursor === undefined ? code.length : utf16Offset(code, cursor)
}

function completionContent(code: string, { items, start, end }: CompletionResult): JsonObject {
  const from = codePointOffset(code, start)
  const to = codePointOffset(code, end)
  return {
    matches: items.map(({ text }) => text),
    cursor_start: from,
    cursor_end: to,
    // Read by JupyterLab for the icons of its completer.
    metadata: { _jupyter_types_experimental: items.map((item) => typedMatch(item, from, to)) },
  }
}

function typedMatch({ text, kind, signature }: CompletionItem, start: number, end: number): JsonObject {
  return { text, type: kind, signature: signature ?? '', start, end }
}
