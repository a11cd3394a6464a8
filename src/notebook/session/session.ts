import { Script } from 'node:vm'

import type { CellProblem } from '../compiler/cell-problem.ts'
import { compileCell } from '../compiler/compile-cell.ts'
import type { CompiledCell } from '../compiler/compile-cell.ts'
import type { CellRuntime } from '../compiler/rewriting/cell-runtime.ts'
import type { Dialect } from '../compiler/syntax/dialect.ts'
import { provideElementRenderer } from '../display/react-element.ts'
import { renderValue } from '../display/render-value.ts'
import type { EventChannel } from '../events/event-channel.ts'
import { writeText } from '../events/output-capture.ts'
import type { OutputOwner } from '../events/output-owner.ts'
import { arrayElements } from '../interrupts/array-elements.ts'
import { CellRun, currentRun } from '../interrupts/cell-run.ts'
import type { Interrupts } from '../interrupts/interrupts.ts'
import { interrupted } from '../interrupts/messages.ts'
import { paceRounds } from '../interrupts/pace-rounds.ts'
import type { ErrorReport, ExecuteCommand, ExecutorEvent, ExpressionResult } from '../ipc/executor-messages.ts'
import type { LiveValue } from '../ipc/live-messages.ts'
import { dialectOf } from '../modules/dialect-of.ts'
import { loweringHelpers } from '../modules/lowering-helpers.ts'
import { ModuleLoader } from '../modules/module-loader.ts'
import { ModuleSources } from '../modules/module-sources.ts'
import { readProjectConfig } from '../modules/project-config.ts'
import { notebookRequire, reactRenderer } from '../modules/required-modules.ts'
import type { BackgroundWork } from './background-work.ts'
import { CellSources } from './cell-sources.ts'
import { DebuggedSession } from './debugged-session.ts'
import { reportError, reportProblem } from './error-report.ts'
import { forKernel } from './for-kernel.ts'
import { linkedNames } from './linked-names.ts'
import { liveValue } from './live-value.ts'
import { backgroundGoesOn, usedTooEarly } from './messages.ts'
import { Namespaces } from './namespaces.ts'
import { cellEnvironment, cellMeta } from './notebook-place.ts'
import type { NotebookPlace } from './notebook-place.ts'

type DoneEvent = Extract<ExecutorEvent, { type: 'done' }>

interface Parts {
  readonly place: NotebookPlace
  readonly channel: EventChannel
  readonly interrupts: Interrupts
  readonly owner: OutputOwner
  readonly background: BackgroundWork
  /** Called after every import and `require` of a cell. */
  readonly loaded: () => void
}

/** What runs where nobody waits for what is left running. */
const nothing: ReadonlyMap<string, number> = new Map()

/** The state of one notebook: what its cells have defined, and how to run one more. */
export class Session {
  readonly sources = new CellSources()
  readonly modules: ModuleSources
  readonly debugged: DebuggedSession
  private readonly parts: Parts
  private readonly namespaces: Namespaces
  private readonly loader: ModuleLoader
  private readonly dialect: Dialect
  private readonly environment: Readonly<Record<string, unknown>>
  private readonly meta: object

  private readonly pace: CellRuntime['pace']

  constructor(parts: Parts) {
    this.parts = parts
    const pace = paceRounds(parts.interrupts)
    this.pace = (rounds) => {
      // What a loop has written is shown while it runs.
      parts.channel.flushOld()
      return pace(rounds)
    }
    this.meta = cellMeta(parts.place)
    const { folder, file } = parts.place
    const project = readProjectConfig(folder)
    this.loader = new ModuleLoader({ folder, project }, parts.loaded)
    const beforeLocal = () => this.loader.hookLocalModules()
    const require = notebookRequire({ file, folder, project, beforeLocal, loaded: parts.loaded })
    provideElementRenderer(reactRenderer(require))
    this.environment = cellEnvironment(parts.place, require)
    this.namespaces = new Namespaces(Object.keys(this.environment))
    this.dialect = dialectOf(project)
    this.modules = new ModuleSources(this.dialect)
    const { sources, modules, namespaces, dialect, environment } = this
    this.debugged = new DebuggedSession({ folder, sources, modules, namespaces, dialect, environment })
  }

  /** Runs the path of a cell once, without effect on the notebook. */
  async warmUp(): Promise<void> {
    const compiled = compileCell('const one: number = 1; one + 1', () => ({ from: 'nowhere' }))
    if (compiled.ok) new Script(compiled.cell.code).runInThisContext()
    await renderValue({ one: 1 })
  }

  /** What stands at the end of a path of names, found out without running code of the notebook. */
  look(path: readonly string[]): LiveValue | null {
    try {
      return liveValue([this.namespaces.values(), this.environment, globalThis], path)
    } catch {
      // Methods of built-in objects that cells have overwritten. Nobody needs the answer.
      return null
    }
  }

  /** Makes a cell the one that interrupts are meant for. */
  enter(command: ExecuteCommand): CellRun {
    const run = new CellRun(command)
    this.parts.interrupts.enter(run, () => this.cutOff(run))
    return run
  }

  /** Runs a cell that has been entered and tells everything about it, from its output to `done`. Never rejects. */
  async execute(command: ExecuteCommand, run: CellRun): Promise<void> {
    this.parts.owner.started(run)
    let userExpressions: Readonly<Record<string, ExpressionResult>> = {}
    const before = command.backgroundMs === undefined ? nothing : this.parts.background.active()
    const error = await currentRun.run(run, async () => {
      const failure = (await this.runAndShow(command, run)) ?? (await this.awaitBackground(command, run, before))
      if (failure === null) userExpressions = await this.evaluateAll(command, run)
      return failure
    })
    this.finish(run, { error, userExpressions })
  }

  /** Ends a run whose code was removed from the stack, so that it cannot come to an end by itself. */
  private cutOff(run: CellRun): void {
    this.parts.channel.abandon(run.id)
    this.finish(run, { error: reportError(interrupted(), this.sources), userExpressions: {} })
  }

  private finish(run: CellRun, outcome: Pick<DoneEvent, 'error' | 'userExpressions'>): void {
    this.parts.interrupts.leave(run)
    if (run.end()) this.parts.channel.send({ type: 'done', id: run.id, ...outcome, payload: run.payload })
  }

  private async runAndShow(command: ExecuteCommand, run: CellRun): Promise<ErrorReport | null> {
    try {
      if (run.interrupts > 0) throw interrupted()
      const outcome = await this.evaluate(command, run, (cell) => this.tellNames(cell, run))
      if ('problem' in outcome) return reportProblem(outcome.problem, command.count)
      if (outcome.value !== undefined && !run.silent) await this.showResult(outcome.value, run)
      return null
    } catch (error) {
      return reportError(error, this.sources)
    }
  }

  /** Waits for what the cell has left running, if the request asks for that. */
  private async awaitBackground(
    { backgroundMs = 0 }: ExecuteCommand,
    run: CellRun,
    before: ReadonlyMap<string, number>,
  ): Promise<ErrorReport | null> {
    if (backgroundMs === 0) return null
    try {
      const left = (await run.settle(this.parts.background.ended(before, backgroundMs))) as readonly string[]
      if (left.length > 0) writeText('stderr', backgroundGoesOn(backgroundMs, left))
      return null
    } catch (error) {
      return reportError(error, this.sources)
    }
  }

  private async showResult(value: unknown, run: CellRun): Promise<void> {
    const finish = this.parts.channel.reserve(run.id)
    try {
      const { data, metadata } = (await run.settle(renderValue(value))) as Awaited<ReturnType<typeof renderValue>>
      finish({ type: 'result', parent: run.id, data, metadata })
    } catch (error) {
      finish(null)
      throw error
    }
  }

  private async evaluate(
    { code, cellId, count }: Pick<ExecuteCommand, 'code' | 'cellId' | 'count'>,
    run: CellRun,
    linked: (cell: CompiledCell) => void = () => {},
  ): Promise<{ readonly value: unknown } | { readonly problem: CellProblem }> {
    const { isFollowed: followed } = this.debugged
    const surroundings = { ...this.namespaces.functionUses, dialect: this.dialect, followed }
    const compiled = forKernel(() => compileCell(code, (name) => this.namespaces.link(name), surroundings))
    if (!compiled.ok) return { problem: compiled.problem }
    const cell = this.namespaces.cellNumber(cellId)
    const file = this.sources.add(this.parts.place.folder, { count, source: code, map: compiled.cell.map })
    const start = this.instantiate(compiled.cell, { file, cell, run })
    forKernel(() => this.namespaces.claim(cell, compiled.cell.defs))
    this.namespaces.reassign(compiled.cell.names.writes)
    this.namespaces.addUses(compiled.cell.uses)
    linked(compiled.cell)
    if (followed) return { value: await this.debugged.launch(start, { script: file, count, source: code }) }
    return { value: await this.parts.interrupts.launch(start) }
  }

  private tellNames({ names }: CompiledCell, run: CellRun): void {
    const linked = linkedNames(names, (name) => this.namespaces.link(name))
    this.parts.channel.send({ type: 'linked', parent: run.id, ...linked })
  }

  private instantiate(
    compiled: CompiledCell,
    { file, cell, run }: { readonly file: string; readonly cell: number; readonly run: CellRun },
  ): () => Promise<unknown> {
    const script = new Script(compiled.code, {
      filename: file,
      importModuleDynamically: this.loader.dynamicImports,
    })
    const create = script.runInThisContext() as (...parameters: readonly unknown[]) => () => Promise<unknown>
    const links = compiled.links.map((linked) => this.namespaces.space(linked))
    const late = forKernel(() => this.namespaces.lateNames(compiled.late))
    return create(this.runtimeFor(run), this.namespaces.space(cell), late, ...links)
  }

  private runtimeFor(run: CellRun): CellRuntime {
    const { interrupts } = this.parts
    return {
      flag: interrupts.state,
      stop: () => interrupts.stop(),
      pace: (rounds) => this.pace(rounds),
      watch: () => interrupts.watch(run),
      ...arrayElements,
      settle: (value) => {
        const goesOn = (): void => interrupts.goesOn()
        return this.debugged.isFollowed ? this.debugged.settle(run, value, goesOn) : run.settle(value, goesOn)
      },
      iterate: (values) => run.iterate(values),
      load: (specifier, wanted, attributes) => this.loader.load(specifier, wanted, attributes),
      dynamicImport: (specifier, options) => this.loader.import(String(specifier), options),
      meta: this.meta,
      environment: this.environment,
      early: (name) => {
        throw usedTooEarly(name)
      },
      typeOf: (name) => this.namespaces.typeOf(name),
      helpers: loweringHelpers,
    }
  }

  private async evaluateAll(command: ExecuteCommand, run: CellRun): Promise<Record<string, ExpressionResult>> {
    const results: Record<string, ExpressionResult> = {}
    const expressions = Object.entries(command.userExpressions)
    if (expressions.length > 0) this.parts.channel.flushText()
    for (const [name, code] of expressions) {
      results[name] = await this.evaluateExpression({ code, cellId: null, count: command.count }, run)
    }
    return results
  }

  private async evaluateExpression(
    expression: Pick<ExecuteCommand, 'code' | 'cellId' | 'count'>,
    run: CellRun,
  ): Promise<ExpressionResult> {
    try {
      const outcome = await this.evaluate(expression, run)
      if ('problem' in outcome) return { status: 'error', ...reportProblem(outcome.problem, expression.count) }
      return { status: 'ok', ...(await renderValue(outcome.value)) }
    } catch (error) {
      return { status: 'error', ...reportError(error, this.sources) }
    }
  }
}
