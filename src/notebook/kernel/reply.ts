import type { ErrorReport } from '../ipc/executor-messages.ts'
import type { IncomingMessage, JsonObject } from '../protocol/message.ts'
import type { RequestContent, RequestType } from '../protocol/requests.ts'
import { badRequest } from './messages.ts'

/** What a request is answered with. */
export interface Reply {
  readonly content: JsonObject
  readonly metadata?: JsonObject
  /** Runs when the reply and `idle` are on their way. */
  readonly afterwards?: () => void
}

/** Answers one type of request; null when the protocol knows no reply to it. */
export type Handler = (message: IncomingMessage) => Reply | null | Promise<Reply | null>

export type Handlers = Readonly<Record<string, Handler>>

export function ok(content: JsonObject): Reply {
  return { content: { status: 'ok', ...content } }
}

export function failed(error: ErrorReport): Reply {
  return { content: { status: 'error', ...error } }
}

let schemas: Promise<typeof import('../protocol/requests.ts')> | undefined

/**
 * The schemas of the requests. Loading zod takes 45 ms, so it waits until the kernel has said hello: the request that
 * everybody waits for, `kernel_info_request`, has no content. One promise for all, so that requests stay in order.
 */
export function requestSchemas(): Promise<typeof import('../protocol/requests.ts')> {
  schemas ??= import('../protocol/requests.ts')
  return schemas
}

/** A handler that gets the content checked and with its defaults. */
export function checked<Type extends RequestType>(
  type: Type,
  handle: (content: RequestContent<Type>, message: IncomingMessage) => Reply | null | Promise<Reply | null>,
): Handler {
  return async (message) => {
    const { readContent } = await requestSchemas()
    const read = readContent(type, message.content)
    return read.ok ? handle(read.content, message) : failed(badRequest(type, read.problem))
  }
}
