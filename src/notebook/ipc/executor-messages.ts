import type { MimeBundle } from '../../base/display.ts'
import type { InspectCommand } from './inspector-messages.ts'
import type { LiveValue } from './live-messages.ts'

/** A JavaScript error as Jupyter shows it. `traceback` lines may hold ANSI colours. */
export interface ErrorReport {
  readonly ename: string
  readonly evalue: string
  readonly traceback: readonly string[]
}

/** One cell to run. `id` names the request; everything that the cell shows carries it back as `parent`. */
export interface ExecuteCommand {
  readonly type: 'execute'
  readonly id: string
  /** The subshell that the cell belongs to; absent for the main shell. Cells of one shell run one after another. */
  readonly shell?: string
  readonly code: string
  /** The frontend's id of the cell, where it tells one: the same cell run again keeps its namespace. */
  readonly cellId: string | null
  /** The execution count that the frontend shows; error texts name the cell by it. */
  readonly count: number
  readonly silent: boolean
  /** Expressions to evaluate after a cell that ended well, by name. */
  readonly userExpressions: Readonly<Record<string, string>>
  /** Whether the frontend can answer questions on the stdin channel. */
  readonly allowStdin: boolean
  /** The cell ends only when what it has left running has ended, or after so many milliseconds; absent for at once. */
  readonly backgroundMs?: number
}

/** One step in the life of a comm, as it is told from one side to the other. */
export interface CommStep {
  readonly step: 'open' | 'message' | 'close'
  readonly commId: string
  /** Who is to serve the comm; needed to open one, else empty. */
  readonly target: string
  readonly data: Readonly<Record<string, unknown>>
  readonly metadata: Readonly<Record<string, unknown>>
  readonly buffers: readonly Uint8Array[]
}

/** A frontend's comm message. The executor answers with `commTaken` and, after its handlers, `commDone`. */
export interface CommCommand extends CommStep {
  readonly type: 'comm'
  readonly id: string
}

/** Asks what is at the end of a path of names. The executor answers with `seen` as soon as its main thread is free. */
export interface LookCommand {
  readonly type: 'look'
  readonly id: number
  readonly path: readonly string[]
}

/** What the protocol process tells the executor. */
export type ExecutorCommand =
  | ExecuteCommand
  | CommCommand
  | LookCommand
  /** Stop the running cells, also those of which the executor has not heard yet; the state of the notebook stays. */
  | { readonly type: 'interrupt'; readonly cells?: readonly string[] }
  | { readonly type: 'inputReply'; readonly value: string }
  /** For the debugger; the helper thread answers with an `InspectorMessage`. */
  | InspectCommand
  /** Nobody debugs any more: goes on where it stands at a breakpoint. */
  | { readonly type: 'inspectEnd' }
  /** Close what is open and leave. */
  | { readonly type: 'shutdown' }

/** The value of one user expression, or why there is none. */
export type ExpressionResult =
  | { readonly status: 'ok'; readonly data: MimeBundle; readonly metadata: Readonly<Record<string, unknown>> }
  | ({ readonly status: 'error' } & ErrorReport)

/** Something for the frontend to set or show, in Jupyter's `payload` form. */
export interface Payload {
  readonly source: string
  readonly [key: string]: unknown
}

interface ShowBase {
  /** The id of the request whose cell shows this, also when it is shown after the cell has ended. */
  readonly parent: string
  readonly data: MimeBundle
  readonly metadata: Readonly<Record<string, unknown>>
}

/** What a cell gives to the notebook and takes from it. JavaScript's globals are not among the names. */
export interface LinkedNames {
  readonly defines: readonly string[]
  /** Names of other cells that it assigns to, or whose objects it changes in place. */
  readonly changes: readonly string[]
  /** The part of `changes` whose old value it reads first. */
  readonly updates: readonly string[]
  /** Names that it uses and does not define. */
  readonly uses: readonly string[]
  /** The part of `uses` that it needs only when one of its functions is called. */
  readonly late: readonly string[]
}

/** What the executor tells the protocol process, in the order in which it happened. */
export type ExecutorEvent =
  | { readonly type: 'ready'; readonly pid: number }
  | {
      readonly type: 'stream'
      readonly parent: string
      readonly name: 'stdout' | 'stderr'
      readonly text: string
    }
  /** With `update`, replaces every output shown under `displayId`. */
  | ({ readonly type: 'display'; readonly displayId: string | null; readonly update: boolean } & ShowBase)
  /** The value of a cell's last expression. */
  | ({ readonly type: 'result' } & ShowBase)
  | { readonly type: 'clear'; readonly parent: string; readonly wait: boolean }
  /** Shows again what cells showed while their page was gone; with a count, what the cell of that count has shown. */
  | { readonly type: 'replay'; readonly parent: string; readonly count: number | null }
  /** The names of a cell have been bound; now it runs. */
  | ({ readonly type: 'linked'; readonly parent: string } & LinkedNames)
  | {
      readonly type: 'inputRequest'
      readonly parent: string
      readonly prompt: string
      readonly password: boolean
    }
  /** A comm of the notebook; `parent` is the request whose code speaks. */
  | ({ readonly type: 'comm'; readonly parent: string } & CommStep)
  /** Frontends may open comms for this target from now on. */
  | { readonly type: 'commTarget'; readonly target: string }
  /** The handlers of the comm command `id` begin: what the notebook sent before did not know of it. */
  | { readonly type: 'commTaken'; readonly id: string }
  | { readonly type: 'commDone'; readonly id: string }
  /** Null where there is nothing that can be looked at without running code. */
  | { readonly type: 'seen'; readonly id: number; readonly value: LiveValue | null }
  /** The cell has ended; nothing that ran in it before this comes after it. */
  | {
      readonly type: 'done'
      readonly id: string
      readonly error: ErrorReport | null
      readonly userExpressions: Readonly<Record<string, ExpressionResult>>
      readonly payload: readonly Payload[]
    }
