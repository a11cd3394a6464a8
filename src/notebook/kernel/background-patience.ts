import { parseDuration } from '../../base/duration.ts'
import type { JsonObject } from '../protocol/message.ts'
import type { RequestContent } from '../protocol/requests.ts'

/** How long a reply waits for what its cell has left running, in milliseconds. */
const standardMs = 60_000

/** How long the reply to a request waits for the background work of its cell, in milliseconds; 0 for not at all. */
export type BackgroundPatience = (request: {
  readonly metadata: JsonObject
  readonly content: Pick<RequestContent<'execute_request'>, 'allow_stdin' | 'store_history' | 'silent'>
}) => number

/**
 * Reads `ANSATZ_AWAIT_BACKGROUND`: `0` never waits; `1` always does, for a minute at most; a duration such as `10 min`
 * always does, for that long at most. Not set, it depends on who asks. Throws InputError `base/bad-duration`.
 *
 * A frontend with a page shows late output below its cell, so there a reply comes when the cell has ended. A program that
 * runs a notebook from top to bottom (nbclient, and with it nbconvert and papermill) saves only what comes before the
 * reply. Such a program is known by what it does not do: it answers no questions, and it sends no metadata with a cell,
 * where JupyterLab, Notebook and VS Code send its id.
 */
export function readBackgroundPatience(setting: string | undefined): BackgroundPatience {
  const text = setting?.trim().toLowerCase() ?? ''
  if (['0', 'off', 'false', 'no'].includes(text)) return () => 0
  if (text === '') return (request) => (isRunThrough(request) ? standardMs : 0)
  const limit = ['1', 'on', 'true', 'yes'].includes(text) ? standardMs : parseDuration(text)
  return ({ content }) => (isVisible(content) ? limit : 0)
}

function isRunThrough({ metadata, content }: Parameters<BackgroundPatience>[0]): boolean {
  return isVisible(content) && !content.allow_stdin && Object.keys(metadata).length === 0
}

function isVisible(content: Parameters<BackgroundPatience>[0]['content']): boolean {
  return content.store_history && !content.silent
}
