import { readFile } from 'node:fs/promises'
import type { Debugger as Cdp, Runtime } from 'node:inspector'

import { Breakpoints } from './breakpoints.ts'
import type { WantedBreakpoint } from './breakpoints.ts'
import { readHitRule, readLogMessage } from './breakpoint-condition.ts'
import type { Frame } from './call-stack.ts'
import { CellPaths } from './cell-paths.ts'
import type { DapEvent, DapRequest, DapResponse } from './dap.ts'
import { describeValue } from './describe-value.ts'
import { assignment } from './evaluation.ts'
import { Execution } from './execution.ts'
import type { StopReason } from './execution.ts'
import { Inspection } from './inspection.ts'
import { InspectorClient } from './inspector-client.ts'
import type { InspectorLink } from './inspector-client.ts'
import { noSource, notAttached, unknownCommand, wrongArgument } from './messages.ts'
import { blackboxPatterns, Scripts } from './scripts.ts'
import { Variables } from './variables.ts'

export interface DebuggerParts {
  readonly link: InspectorLink
  /** Tells all frontends. */
  readonly tell: (event: DapEvent) => void
}

type Arguments = DapRequest['arguments']
type Command = (args: Arguments) => Promise<object> | object

/** JavaScript of a notebook runs on one thread; what it starts beside that is not debugged. */
const threadId = 1

const capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsSetVariable: true,
  supportsExceptionInfoRequest: true,
  supportsSetExpression: true,
  supportsEvaluateForHovers: true,
  supportsModulesRequest: true,
  exceptionBreakpointFilters: [
    { filter: 'uncaught', label: 'Uncaught Errors', default: false },
    { filter: 'all', label: 'All Errors', default: false },
  ],
}

/**
 * The debugger of a notebook: answers the requests of the Debug Adapter Protocol that come over Jupyter's control channel
 * by asking V8's inspector in the process that runs cells. What it says of places and names is in terms of what the
 * user wrote.
 */
export class Debugger {
  private readonly parts: DebuggerParts
  private readonly inspector: InspectorClient
  private readonly paths = new CellPaths()
  private readonly scripts: Scripts
  private readonly breakpoints: Breakpoints
  private readonly variables: Variables
  private readonly inspection: Inspection
  private readonly execution: Execution
  private isAttached = false
  private lastSeq = 0

  constructor(parts: DebuggerParts) {
    this.parts = parts
    this.inspector = new InspectorClient(parts.link, (method, params) => this.hear(method, params))
    const { inspector, paths } = this
    this.scripts = new Scripts(inspector, paths)
    const { scripts } = this
    this.breakpoints = new Breakpoints({ inspector, scripts, paths })
    this.variables = new Variables(inspector)
    this.inspection = new Inspection(inspector, this.variables)
    const listeners = {
      stopped: (why: StopReason) => this.tell('stopped', { ...why, threadId, allThreadsStopped: true }),
      continued: () => this.tell('continued', { threadId, allThreadsContinued: true }),
    }
    this.execution = new Execution({ inspector, scripts, breakpoints: this.breakpoints, listeners })
  }

  /** Answers a request; never rejects. */
  async answer(content: Readonly<Record<string, unknown>>): Promise<DapResponse> {
    const request = readRequest(content)
    const base = { type: 'response', request_seq: request.seq, command: request.command } as const
    try {
      const { command } = request
      if (!Object.hasOwn(this.commands, command)) throw unknownCommand(command)
      const body = await this.commands[command](request.arguments)
      return { ...base, seq: ++this.lastSeq, success: true, body }
    } catch (error) {
      return { ...base, seq: ++this.lastSeq, success: false, message: (error as Error).message, body: {} }
    }
  }

  /** What stands at a breakpoint goes on. */
  goOn(): void {
    // Where it has gone on by itself meanwhile there is nothing to do.
    if (this.execution.frames !== null) this.execution.resume().catch(() => {})
  }

  /** The process that runs cells has ended, and all that was known of it with it. */
  lost(): void {
    this.inspector.lost()
    this.forgetAll()
    if (this.isAttached) this.tell('terminated', {})
    this.isAttached = false
  }

  private readonly commands: Readonly<Record<string, Command>> = {
    debugInfo: () => ({
      isStarted: this.isAttached,
      ...this.paths.parameters,
      breakpoints: this.breakpoints.list(),
      stoppedThreads: this.execution.frames === null ? [] : [threadId],
      richRendering: true,
      exceptionPaths: [],
      copyToGlobals: true,
    }),
    initialize: ({ clientID, supportsVariableType }) => {
      // Where JupyterLab has a type it shows that, and of the values only those of Python's types.
      this.variables.showsTypes = supportsVariableType === true && clientID !== 'jupyterlab'
      return capabilities
    },
    attach: () => this.attach(),
    configurationDone: () => ({}),
    disconnect: () => this.disconnect(),
    threads: () => ({ threads: [{ id: threadId, name: 'Notebook' }] }),
    dumpCell: ({ code }) => ({ sourcePath: this.paths.add(text('dumpCell', 'code', code)) }),
    setBreakpoints: (args) => this.setBreakpoints(args),
    setExceptionBreakpoints: async ({ filters }) => {
      const wanted = Array.isArray(filters) ? filters : []
      const state = wanted.includes('all') ? 'all' : wanted.includes('uncaught') ? 'uncaught' : 'none'
      await this.attached().request('Debugger.setPauseOnExceptions', { state })
      return {}
    },
    source: (args) => this.source(args),
    modules: () => {
      const modules = this.scripts.modules.map(({ id, name, path }) => ({ id, name, path }))
      return { modules, totalModules: modules.length }
    },
    stackTrace: ({ startFrame = 0, levels = 0 }) => {
      const frames = this.execution.frames ?? []
      const [start, count] = [Number(startFrame), Number(levels) || frames.length]
      const stackFrames = frames.slice(start, start + count).map(({ shown }) => shown)
      return { stackFrames, totalFrames: frames.length }
    },
    scopes: async ({ frameId }) => ({ scopes: await this.inspection.scopes(this.execution.frame(frameId)) }),
    variables: async ({ variablesReference }) => ({ variables: await this.variables.list(Number(variablesReference)) }),
    inspectVariables: async () => ({ variables: await this.inspection.notebookVariables() }),
    richInspectVariables: async ({ variableName, frameId }) => {
      const name = text('richInspectVariables', 'variableName', variableName)
      if (!isName(name)) return { data: {}, metadata: {} }
      return (await this.inspection.bundle(await this.inspection.evaluate(name, this.frameOf(frameId)))) as object
    },
    copyToGlobals: async ({ srcVariableName, dstVariableName, srcFrameId }) => {
      const [source, target] = [text('copyToGlobals', 'srcVariableName', srcVariableName), dstVariableName]
      if (!isName(target)) throw wrongArgument('copyToGlobals', 'dstVariableName', { value: target, wanted: 'a name' })
      const value = await this.inspection.evaluate(source, this.execution.frame(srcFrameId))
      await this.inspection.define(target, value)
      return {}
    },
    exceptionInfo: () => this.execution.exception,
    evaluate: (args) => this.evaluate(args),
    setVariable: (args) => this.setVariable(args),
    setExpression: (args) => this.setExpression(args),
    continue: async () => {
      await this.execution.resume()
      return { allThreadsContinued: true }
    },
    next: () => this.step('stepOver'),
    stepIn: () => this.step('stepInto'),
    stepOut: () => this.step('stepOut'),
    pause: async () => {
      this.attached()
      await this.execution.pause()
      return {}
    },
  }

  private async attach(): Promise<object> {
    if (!this.isAttached) await this.connect()
    this.isAttached = true
    this.tell('initialized', {})
    return {}
  }

  private async connect(): Promise<void> {
    await this.inspector.request('Debugger.enable')
    await this.inspector.request('Debugger.setBlackboxPatterns', { patterns: blackboxPatterns })
    await this.inspector.call('attach')
    for (const cell of await this.inspector.call('cells')) this.scripts.tell(cell)
  }

  private async disconnect(): Promise<object> {
    if (!this.isAttached) return {}
    this.isAttached = false
    await this.execution.release()
    await this.inspector.call('detach')
    this.inspector.close()
    this.forgetAll()
    return {}
  }

  private forgetAll(): void {
    this.execution.reset()
    this.breakpoints.clear()
    this.scripts.clear()
    this.variables.clear()
  }

  private attached(): InspectorClient {
    if (!this.isAttached) throw notAttached()
    return this.inspector
  }

  private async setBreakpoints({ source, breakpoints }: Arguments): Promise<object> {
    this.attached()
    const path = text('setBreakpoints', 'source.path', (source as { readonly path?: unknown } | undefined)?.path)
    const wanted = Array.isArray(breakpoints) ? breakpoints.map(readBreakpoint) : []
    return { breakpoints: await this.breakpoints.replace(path, wanted) }
  }

  private async source({ source }: Arguments): Promise<object> {
    const path = text('source', 'source.path', (source as { readonly path?: unknown } | undefined)?.path)
    const mimeType = /\.[mc]?tsx?$/.test(path) ? 'application/typescript' : 'text/javascript'
    const known = this.paths.textOf(path)
    if (known !== null) return { content: known, mimeType }
    // Only what the process runs: this is no way to read other files.
    if (this.scripts.at(path).length === 0) throw noSource(path)
    return { content: await readFile(path, 'utf8'), mimeType }
  }

  private async evaluate({ expression, frameId, context }: Arguments): Promise<object> {
    const code = text('evaluate', 'expression', expression)
    const value = await this.inspection.evaluate(code, this.frameOf(frameId))
    const result = context === 'repl' ? await this.inspection.text(value) : describeValue(value)
    return { result, type: value.className ?? value.type, variablesReference: this.variables.referenceTo(value) }
  }

  /** Null while the code runs: then the notebook is asked. */
  private frameOf(frameId: unknown): Frame | null {
    return this.execution.frames === null ? null : this.execution.frame(frameId)
  }

  private async setVariable({ variablesReference, name, value }: Arguments): Promise<object> {
    const target = { reference: Number(variablesReference), name: text('setVariable', 'name', name) }
    const code = text('setVariable', 'value', value)
    return this.shown(await this.inspection.assign(target, code, this.execution.frames?.[0] ?? null))
  }

  private async setExpression({ expression, value, frameId }: Arguments): Promise<object> {
    const target = text('setExpression', 'expression', expression)
    const code = text('setExpression', 'value', value)
    return this.shown(await this.inspection.evaluate(assignment(target, code), this.frameOf(frameId)))
  }

  private shown(value: Runtime.RemoteObject): object {
    const { value: text, ...rest } = this.variables.variable('', value)
    return { ...rest, value: text, type: value.className ?? value.type }
  }

  private async step(step: 'stepOver' | 'stepInto' | 'stepOut'): Promise<object> {
    await this.execution.step(step)
    return {}
  }

  private hear(method: string, params: unknown): void {
    switch (method) {
      case 'Debugger.scriptParsed':
        this.scripts.parsed(params as Cdp.ScriptParsedEventDataType)
        return
      case 'Debugger.paused':
        // What fails here fails because the process has ended, which is told in another way.
        this.execution.paused(params as Cdp.PausedEventDataType).catch(() => {})
        return
      case 'Debugger.resumed':
        this.inspection.release('resumed')
        this.execution.resumed()
        return
      default:
    }
  }

  private tell(event: string, body: object): void {
    this.parts.tell({ type: 'event', seq: ++this.lastSeq, event, body })
  }
}

function readRequest({ seq, command, arguments: args }: Readonly<Record<string, unknown>>): DapRequest {
  return {
    seq: typeof seq === 'number' ? seq : 0,
    command: String(command),
    arguments: typeof args === 'object' && args !== null ? (args as Arguments) : {},
  }
}

function readBreakpoint(wanted: unknown): WantedBreakpoint {
  const { line, condition, hitCondition, logMessage } = Object(wanted) as Readonly<Record<string, unknown>>
  if (typeof line !== 'number') throw wrongArgument('setBreakpoints', 'line', { value: line, wanted: 'a number' })
  const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
  return {
    line,
    condition: isText(condition) ? condition : null,
    hits: readHitRule(hitCondition),
    log: isText(logMessage) ? readLogMessage(logMessage) : null,
    given: Object.fromEntries(
      Object.entries({ condition, hitCondition, logMessage }).filter(([, value]) => isText(value)),
    ),
  }
}

function text(command: string, name: string, value: unknown): string {
  if (typeof value !== 'string') throw wrongArgument(command, name, { value, wanted: 'a text' })
  return value
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(value)
}
