import type { Runtime } from 'node:inspector'

import { debuggeeExpression } from '../ipc/debuggee.ts'
import { nameInSource, scopesOf, thisOf } from './call-stack.ts'
import type { Frame } from './call-stack.ts'
import type { DapVariable } from './dap.ts'
import { describeValue } from './describe-value.ts'
import { assignment, exposedStatements, exposedText } from './evaluation.ts'
import type { InspectorClient } from './inspector-client.ts'
import { notHeld } from './messages.ts'
import type { Until, Variables } from './variables.ts'

/** An expression that could not be evaluated. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError'
}

interface Evaluated {
  readonly result: Runtime.RemoteObject
  readonly exceptionDetails?: Runtime.ExceptionDetails | undefined
}

/** Reads values: of a frame that stands, and of the notebook at all times. */
export class Inspection {
  private readonly inspector: InspectorClient
  private readonly variables: Variables
  constructor(inspector: InspectorClient, variables: Variables) {
    this.inspector = inspector
    this.variables = variables
  }

  /** The scopes of a frame, from the inside to the outside. */
  async scopes(frame: Frame): Promise<readonly object[]> {
    const { local, closure, module } = scopesOf(frame)
    const nameOf = nameInSource(frame.script.source)
    const receiver = thisOf(frame)
    const hold = (objectIds: readonly string[]): number =>
      this.variables.hold({ kind: 'scopes', objectIds, nameOf, frame })
    const found = [
      { name: 'Locals', reference: hold(local) },
      { name: 'Closure', reference: hold(closure) },
      { name: 'Module', reference: hold(module) },
      ...(receiver === null ? [] : [{ name: 'this', reference: this.variables.referenceTo(receiver) }]),
    ]
    const lists = await Promise.all(found.map(({ reference }) => this.variables.list(reference)))
    const filled = found.filter((_, index) => lists[index].length > 0)
    const all = [...filled, { name: 'Globals', reference: await this.notebook('resumed') }]
    return all.map(({ name, reference }) => ({ name, variablesReference: reference, expensive: false }))
  }

  /** The variables of the notebook: values first, then functions and classes. */
  async notebookVariables(): Promise<readonly DapVariable[]> {
    this.release('inspected')
    return this.variables.list(await this.notebook('inspected'))
  }

  /** What `expression` gives in a frame, or in the notebook. */
  async evaluate(expression: string, frame: Frame | null): Promise<Runtime.RemoteObject> {
    const code = await this.inspector.call('plain', expression)
    const first = await this.run(exposedText(code), frame)
    const isStatement = first.exceptionDetails?.exception?.className === 'SyntaxError'
    const { result, exceptionDetails } = isStatement ? await this.run(exposedStatements(code), frame) : first
    if (exceptionDetails === undefined) return result
    const { exception, text } = exceptionDetails
    throw new EvaluationError(exception === undefined ? text : describeValue(exception))
  }

  /** Sets a part of what `reference` stands for to what `code` gives in the frame, or in the notebook. */
  async assign(
    { reference, name }: { readonly reference: number; readonly name: string },
    code: string,
    frame: Frame | null,
  ): Promise<Runtime.RemoteObject> {
    const holder = this.variables.holder(reference)
    if (holder?.kind === 'scopes') {
      return this.evaluate(assignment(await this.variables.givenName(holder, name), code), holder.frame)
    }
    if (holder === null) throw notHeld(name)
    const value = await this.evaluate(code, frame)
    return this.variables.set(holder.objectId, name, argumentOf(value))
  }

  /** The value in all forms in which a cell would show it. */
  async bundle(value: Runtime.RemoteObject): Promise<unknown> {
    return this.show('bundle', value)
  }

  /** The value as a cell would show it as text. */
  async text(value: Runtime.RemoteObject): Promise<string> {
    return value.objectId === undefined ? describeValue(value) : String(await this.show('text', value))
  }

  async define(name: string, value: Runtime.RemoteObject): Promise<void> {
    const functionDeclaration = `(name, value) => ${debuggeeExpression}.define(name, value)`
    await this.callWith(functionDeclaration, [{ value: name }, argumentOf(value)])
  }

  /** Lets go of what was held until then; the engine keeps it so long. */
  release(until: Until): void {
    this.variables.release(until)
    // Where the process has ended there is nothing to let go of.
    this.inspector.request('Runtime.releaseObjectGroup', { objectGroup: until }).catch(() => {})
  }

  private async notebook(until: Until): Promise<number> {
    const { result } = await this.run(`${debuggeeExpression}.variables()`, null, until)
    const objectIds = result.objectId === undefined ? [] : [result.objectId]
    return this.variables.hold({ kind: 'scopes', objectIds, nameOf: (name) => name, frame: null }, until)
  }

  private run(expression: string, frame: Frame | null, until?: Until): Promise<Evaluated> {
    const objectGroup: Until = until ?? (frame === null ? 'inspected' : 'resumed')
    const options = { expression, objectGroup, silent: true, generatePreview: true }
    if (frame === null) return this.inspector.request('Runtime.evaluate', options)
    const { callFrameId } = frame.callFrame
    return this.inspector.request('Debugger.evaluateOnCallFrame', { ...options, callFrameId })
  }

  private show(form: 'text' | 'bundle', value: Runtime.RemoteObject): Promise<unknown> {
    return this.callWith(`(value) => ${debuggeeExpression}.${form}(value)`, [argumentOf(value)])
  }

  private async callWith(functionDeclaration: string, args: readonly Runtime.CallArgument[]): Promise<unknown> {
    const { result: receiver } = await this.run(debuggeeExpression, null)
    const call = {
      functionDeclaration,
      objectId: receiver.objectId,
      arguments: args,
      returnByValue: true,
      silent: true,
    }
    const { result } = await this.inspector.request<Runtime.CallFunctionOnReturnType>('Runtime.callFunctionOn', call)
    return result.value
  }
}

function argumentOf({ objectId, unserializableValue, value }: Runtime.RemoteObject): Runtime.CallArgument {
  if (objectId !== undefined) return { objectId }
  return unserializableValue === undefined ? { value } : { unserializableValue }
}
