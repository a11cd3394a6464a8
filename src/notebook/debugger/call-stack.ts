import type { Debugger, Runtime } from 'node:inspector'

import type { ScriptPlace } from '../ipc/debuggee.ts'
import type { DapFrame } from './dap.ts'
import type { Script, Scripts } from './scripts.ts'

/** A frame that a reader sees. */
export interface Frame {
  readonly shown: DapFrame
  readonly script: Script
  readonly callFrame: Debugger.CallFrame
  /** Of the frame in the whole stack, hidden frames included; 0 is where the code stands. */
  readonly index: number
}

/** The name under which the compiler gives a cell its namespace, in what V8 makes up for a function's name. */
const namespacePrefix = /^\$\$+(?:cell|late|\d+)\./

let lastFrameId = 0

/** The frames of the user's code where it stands, without those of the kernel, of Node.js and of what the compiler added. */
export async function readFrames(
  scripts: Scripts,
  { callFrames, reason }: Debugger.PausedEventDataType,
): Promise<readonly Frame[]> {
  const stands = reason !== 'exception' && reason !== 'promiseRejection'
  const frames = await Promise.all(
    callFrames.map(async (callFrame, index): Promise<Frame | null> => {
      const script = scripts.get(callFrame.location.scriptId)
      if (script === null || script.path === null || script.kind === 'hidden') return null
      const returns = callFrame.returnValue !== undefined
      // The compiler has put that into the last line, where the code has stopped already.
      if (returns && isCellBody(script, callFrame)) return null
      // Where a function returns it stands behind the statement.
      const isNext = index === 0 && stands && !returns
      const at = await placeOf(scripts, { script, callFrame, isNext })
      return at === null ? null : { shown: shownFrame(script, callFrame, at), script, callFrame, index }
    }),
  )
  return frames.filter((frame) => frame !== null)
}

interface Standing {
  readonly script: Script
  readonly callFrame: Debugger.CallFrame
  /** Whether the code at this place comes next, and is not in the middle of a call. */
  readonly isNext: boolean
}

async function placeOf(scripts: Scripts, { script, callFrame, isNext }: Standing): Promise<ScriptPlace | null> {
  const [place] = await scripts.places(script, [callFrame.location], isNext ? 'next' : 'around')
  return place
}

function shownFrame(script: Script, callFrame: Debugger.CallFrame, { line, column }: ScriptPlace): DapFrame {
  return {
    id: ++lastFrameId,
    name: nameOf(script, callFrame),
    line,
    column,
    source: { name: script.name, path: script.path ?? '' },
    presentationHint: script.kind === 'library' ? 'subtle' : 'normal',
  }
}

function nameOf(script: Script, callFrame: Debugger.CallFrame): string {
  if (isCellBody(script, callFrame)) return script.name
  const name = callFrame.functionName.replace(namespacePrefix, '')
  return name === '' || name.includes('$$') ? '(anonymous)' : name
}

/** What the compiler puts around a cell begins in the first line; no function of the user does. */
export function isCellBody({ kind }: Script, { functionLocation }: Debugger.CallFrame): boolean {
  return kind === 'cell' && functionLocation?.lineNumber === 0
}

interface ScopeIds {
  readonly local: readonly string[]
  readonly closure: readonly string[]
  readonly module: readonly string[]
}

/** The scopes of the function that the frame is in, and those around it. */
export function scopesOf({ callFrame }: Frame): ScopeIds {
  const chain = callFrame.scopeChain
  const own = chain.findIndex(({ type }) => type === 'local' || type === 'module') + 1
  const ids = (scopes: readonly Debugger.Scope[]): readonly string[] =>
    scopes.flatMap(({ object }) => object.objectId ?? [])
  const outer = chain.slice(own)
  return {
    local: ids(chain.slice(0, own)),
    closure: ids(outer.filter(({ type }) => type === 'closure' || type === 'block')),
    module: ids(outer.filter(({ type }) => type === 'module')),
  }
}

/** How a variable is called in the text of the user: loops of cells may hold variables of the notebook. */
export function nameInSource(source: string | null): (name: string) => string | null {
  return (name) => {
    if (!name.startsWith('$$') || source?.includes(name) === true) return name
    return /^\$\$+local_(.+)$/.exec(name)?.[1] ?? null
  }
}

/** `this`, where it is an object of the user. */
export function thisOf({ callFrame }: Frame): Runtime.RemoteObject | null {
  const { this: receiver } = callFrame
  return receiver.type === 'object' && receiver.className !== 'global' && receiver.subtype !== 'null' ? receiver : null
}
