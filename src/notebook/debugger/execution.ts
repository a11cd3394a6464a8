import type { Debugger } from 'node:inspector'

import { announcedName } from '../ipc/debuggee.ts'
import type { DebuggeeCell } from '../ipc/debuggee.ts'
import type { Breakpoints } from './breakpoints.ts'
import { readFrames } from './call-stack.ts'
import type { Frame } from './call-stack.ts'
import type { InspectorClient } from './inspector-client.ts'
import { notAtError, notStopped } from './messages.ts'
import type { Scripts } from './scripts.ts'

export type Step = 'stepOver' | 'stepInto' | 'stepOut'

export interface ExecutionListeners {
  stopped(why: StopReason): void
  continued(): void
}

export interface StopReason {
  readonly reason: 'breakpoint' | 'step' | 'exception' | 'pause'
  /** What was thrown. */
  readonly text?: string
}

/** An error at which the code stands, as `exceptionInfo` tells it. */
export interface ExceptionInfo {
  /** Its class. */
  readonly exceptionId: string
  readonly description: string
  readonly breakMode: 'unhandled' | 'always'
  readonly details: { readonly message: string; readonly typeName: string; readonly stackTrace?: string }
}

export interface ExecutionParts {
  readonly inspector: InspectorClient
  readonly scripts: Scripts
  readonly breakpoints: Breakpoints
  readonly listeners: ExecutionListeners
}

/** A step of the user, which the engine may need several for. */
interface Stepping {
  readonly step: Step
  /** Where it began: the line of which frame, on how high a stack. */
  readonly from: Frame
  readonly height: number
  /** The places in that line where the engine has stopped since. */
  readonly passed: Set<string>
}

/** The code may go on after a step without stopping again; so long nobody is told that it goes on. */
const stepMs = 100
/** The engine forgets a wish to stop now and then, on a busy machine; it is asked again so often, after so long. */
const pauseMs = 100
const mostPauses = 20
/** More stops than any line has: what needs so many is in a loop of its own. */
const mostStops = 1000

/** Where the code stands, and how it goes on. */
export class Execution {
  private readonly parts: ExecutionParts
  private current: readonly Frame[] | null = null
  private thrown: ExceptionInfo | null = null
  /** The height of the whole stack. */
  private height = 0
  private stepping: Stepping | null = null
  private telling: NodeJS.Timeout | undefined
  private pausing: NodeJS.Timeout | undefined
  /** Changes with each stop and each end of one, so that what was asked about an older one is dropped. */
  private turn = 0
  private isTold = false
  /** Whether the engine stands, told or not. */
  private stands = false
  private left: () => void = () => {}

  constructor(parts: ExecutionParts) {
    this.parts = parts
  }

  /** The frames that a reader sees; null while the code runs. */
  get frames(): readonly Frame[] | null {
    return this.current
  }

  /** @throws StateError if the code does not stand at an error */
  get exception(): ExceptionInfo {
    if (this.current === null || this.thrown === null) throw notAtError()
    return this.thrown
  }

  /** @throws StateError if the code runs or the frame is not there any more */
  frame(id: unknown): Frame {
    const found =
      this.current?.find(({ shown }) => shown.id === id) ?? (id === undefined ? this.current?.[0] : undefined)
    if (found === undefined) throw notStopped()
    return found
  }

  async step(step: Step): Promise<void> {
    if (this.current === null) throw notStopped()
    const [from] = this.current
    this.stepping = { step, from, height: this.height, passed: new Set([placeText(from)]) }
    await this.parts.inspector.request(`Debugger.${step}`, step === 'stepInto' ? { breakOnAsyncCall: false } : {})
  }

  async resume(): Promise<void> {
    if (this.current === null) throw notStopped()
    this.stepping = null
    await this.parts.inspector.request('Debugger.resume')
  }

  /**
   * Lets the code go on for good; resolves when the engine has left the place where it stood. A new connection before that
   * would find it standing there without its state, which ends the process at the next step.
   */
  async release(): Promise<void> {
    const { inspector } = this.parts
    // Behind the answer, what has stopped before is known.
    await inspector.request('Debugger.setSkipAllPauses', { skip: true })
    if (!this.stands) return
    const left = new Promise<void>((resolve) => (this.left = resolve))
    // Refused where it has gone on meanwhile.
    await inspector.request('Debugger.resume').catch(() => {})
    await left
  }

  /** Stops the code where it is, if some runs or begins soon. */
  async pause(times = mostPauses): Promise<void> {
    clearTimeout(this.pausing)
    await this.parts.inspector.request('Debugger.pause')
    if (times === 1 || this.current !== null) return
    // What fails then fails because the process has ended, which is told in another way.
    this.pausing = setTimeout(() => void this.pause(times - 1).catch(() => {}), pauseMs)
  }

  /** Takes `Debugger.paused`. */
  async paused(event: Debugger.PausedEventDataType): Promise<void> {
    const turn = ++this.turn
    this.stands = true
    const [top] = event.callFrames
    if (event.reason === 'instrumentation') return this.loaded(event)
    if (this.parts.scripts.get(top.location.scriptId)?.kind === 'announcer') return this.announced(top)
    const frames = await readFrames(this.parts.scripts, event)
    if (turn !== this.turn) return
    const next = this.nextStep(event, frames)
    if (next !== null) {
      await this.parts.inspector.request(`Debugger.${next}`)
      return
    }
    clearTimeout(this.telling)
    clearTimeout(this.pausing)
    this.current = frames
    this.thrown = thrownIn(event)
    this.height = event.callFrames.length
    this.isTold = true
    const isStep = this.stepping !== null
    this.stepping = null
    this.parts.listeners.stopped(reasonOf(event, isStep))
  }

  /** Takes `Debugger.resumed`. */
  resumed(): void {
    this.turn++
    this.leave()
    this.current = null
    clearTimeout(this.telling)
    if (this.stepping === null) this.tell()
    else this.telling = setTimeout(() => this.tell(), stepMs)
  }

  /** Nothing stands any more, because nobody debugs or the process has ended. */
  reset(): void {
    clearTimeout(this.telling)
    clearTimeout(this.pausing)
    this.leave()
    this.turn++
    this.current = null
    this.stepping = null
    this.tell()
  }

  /** Whether the frame is of the user's code, if of a part of it that the compiler added. */
  private isUsers({ location }: Debugger.CallFrame): boolean {
    const kind = this.parts.scripts.get(location.scriptId)?.kind
    return kind === 'cell' || kind === 'module'
  }

  private leave(): void {
    this.stands = false
    this.left()
  }

  private tell(): void {
    if (!this.isTold) return
    this.isTold = false
    this.parts.listeners.continued()
  }

  /** A cell is about to run: its breakpoints have to be set first. */
  private async announced(top: Debugger.CallFrame): Promise<void> {
    const { breakpoints, inspector, scripts } = this.parts
    this.stepping = null
    const asked = { callFrameId: top.callFrameId, expression: announcedName, returnByValue: true }
    try {
      const answer = await inspector.request<Debugger.EvaluateOnCallFrameReturnType>(
        'Debugger.evaluateOnCallFrame',
        asked,
      )
      const script = scripts.tell(answer.result.value as DebuggeeCell)
      if (script !== null) await breakpoints.bind(script)
    } finally {
      await inspector.request('Debugger.resume')
    }
  }

  /** A script has been loaded and is about to run. */
  private async loaded({ data }: Debugger.PausedEventDataType): Promise<void> {
    const { breakpoints, inspector, scripts } = this.parts
    const { scriptId } = data as { readonly scriptId: string }
    const script = scripts.get(scriptId)
    try {
      if (script?.kind === 'module') await breakpoints.bind(script)
    } finally {
      await inspector.request('Debugger.resume')
    }
  }

  /** How the engine goes on where a reader would see nothing new; null where it stops. */
  private nextStep(event: Debugger.PausedEventDataType, frames: readonly Frame[]): string | null {
    const { reason, data, hitBreakpoints = [], callFrames } = event
    // What the stop button throws is no error of the user.
    const { className } = (data ?? {}) as { readonly className?: string }
    if (className === 'Interrupted') return 'resume'
    if (hitBreakpoints.length > 0 || isError(reason)) {
      return frames.length === 0 ? 'resume' : null
    }
    const [top] = frames
    const onward = this.stepping?.step === 'stepInto' ? 'stepInto' : 'stepOver'
    if (top?.index !== 0) return this.isUsers(callFrames[0]) ? onward : 'stepOut'
    return this.isInSameLine(top, callFrames.length) ? onward : null
  }

  /** Whether a step is still in the line where it began, at a place that it has not passed. */
  private isInSameLine(top: Frame, height: number): boolean {
    const { stepping } = this
    if (stepping === null || height !== stepping.height || stepping.passed.size > mostStops) return false
    const place = placeText(top)
    if (!isSameLine(stepping.from, top) || stepping.passed.has(place)) return false
    stepping.passed.add(place)
    return true
  }
}

/** Where the engine stands; in what the user wrote several of its places may be one. */
function placeText({ callFrame: { location } }: Frame): string {
  return `${location.lineNumber}:${location.columnNumber}`
}

function isSameLine(one: Frame, other: Frame): boolean {
  if (one.shown.line !== other.shown.line || one.script !== other.script) return false
  const [a, b] = [one.callFrame.functionLocation, other.callFrame.functionLocation]
  return a?.lineNumber === b?.lineNumber && a?.columnNumber === b?.columnNumber
}

function reasonOf({ reason, data, hitBreakpoints = [] }: Debugger.PausedEventDataType, isStep: boolean): StopReason {
  if (hitBreakpoints.length > 0) return { reason: 'breakpoint' }
  if (isError(reason)) return { reason: 'exception', text: textOf(data as Thrown) }
  return { reason: isStep ? 'step' : 'pause' }
}

/** What the engine tells of a value that was thrown. */
interface Thrown {
  readonly className?: string
  readonly description?: string
  readonly value?: unknown
  readonly uncaught?: boolean
}

function isError(reason: string): boolean {
  return reason === 'exception' || reason === 'promiseRejection'
}

function textOf({ description, value }: Thrown): string {
  return description?.split('\n', 1)[0] ?? String(value)
}

function thrownIn({ reason, data }: Debugger.PausedEventDataType): ExceptionInfo | null {
  if (!isError(reason)) return null
  const thrown = (data ?? {}) as Thrown
  const typeName = thrown.className ?? typeof thrown.value
  const description = textOf(thrown)
  return {
    exceptionId: typeName,
    description,
    breakMode: thrown.uncaught === false ? 'always' : 'unhandled',
    details: {
      message: description,
      typeName,
      ...(thrown.description !== undefined && { stackTrace: thrown.description }),
    },
  }
}
