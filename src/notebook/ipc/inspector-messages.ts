/**
 * The protocol process speaks the Chrome DevTools Protocol with the main thread of the executor, through the helper
 * thread, which goes on while the main thread stands at a breakpoint. What comes back takes the way of the urgent
 * commands in the other direction.
 */
export interface InspectCommand {
  readonly type: 'inspect'
  readonly id: number
  /** Of the protocol, such as `Debugger.resume`. */
  readonly method: string
  readonly params: object
}

export type InspectorMessage =
  | { readonly type: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly reason: string }
  | { readonly type: 'event'; readonly method: string; readonly params: unknown }
