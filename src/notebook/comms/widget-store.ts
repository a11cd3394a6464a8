import type { JsonObject } from '../protocol/message.ts'
import { joinBuffers, splitBuffers, type SplitState } from './buffer-paths.ts'

/** The target of the comms that carry ipywidgets' models. */
export const widgetTarget = 'jupyter.widget'
/** The target of the comm over which a frontend asks for all models at once. */
export const controlTarget = 'jupyter.widget.control'
/** The version of the widget messages that we speak. Frontends refuse another major version. */
export const widgetProtocol = { version: '2.1.0' } as const
/** The version of the control comm's messages. */
export const controlProtocol = { version: '1.0.0' } as const

interface OpenComm {
  readonly target: string
  state: JsonObject
}

/**
 * The comms that are open and the state of each widget, kept where it can be told while user code is busy. States hold
 * their bytes in place.
 */
export class WidgetStore {
  private readonly comms = new Map<string, OpenComm>()

  open(id: string, target: string): void {
    this.comms.set(id, { target, state: {} })
  }

  close(id: string): boolean {
    return this.comms.delete(id)
  }

  targetOf(id: string): string | null {
    return this.comms.get(id)?.target ?? null
  }

  ids(): readonly string[] {
    return [...this.comms.keys()]
  }

  /** Takes over the `state` of an open or update message; returns it with its bytes in place. */
  update(id: string, data: JsonObject, buffers: readonly Uint8Array[]): JsonObject {
    const patch = isObject(data.state) ? joinBuffers(data.state, data.buffer_paths, buffers) : {}
    this.apply(id, patch)
    return patch
  }

  apply(id: string, patch: JsonObject): void {
    const comm = this.comms.get(id)
    if (comm !== undefined) comm.state = { ...comm.state, ...patch }
  }

  /** The state of a widget, or some of its keys. */
  stateOf(id: string, keys?: Iterable<string>): JsonObject {
    const state = this.comms.get(id)?.state ?? {}
    if (keys === undefined) return state
    return Object.fromEntries([...keys].filter((key) => Object.hasOwn(state, key)).map((key) => [key, state[key]]))
  }

  /** The content of `comm_info_reply`. */
  info(target: string | null): Readonly<Record<string, { readonly target_name: string }>> {
    const entries = [...this.comms].filter(([, comm]) => target === null || comm.target === target)
    return Object.fromEntries(entries.map(([id, comm]) => [id, { target_name: comm.target }]))
  }

  /** The content of `update_states`: all widgets by id. */
  states(): SplitState {
    const widgets = [...this.comms].filter(([, { target }]) => target === widgetTarget)
    return splitBuffers(Object.fromEntries(widgets.map(([id, { state }]) => [id, describe(state)])))
  }
}

function describe(state: JsonObject): JsonObject {
  return {
    model_name: state._model_name,
    model_module: state._model_module,
    model_module_version: state._model_module_version,
    state,
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
