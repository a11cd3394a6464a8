/** The part of the Debug Adapter Protocol (DAP 1.68) that goes over Jupyter's control channel, and what Jupyter adds. */
export interface DapRequest {
  readonly seq: number
  readonly command: string
  readonly arguments: Readonly<Record<string, unknown>>
}

export interface DapResponse {
  readonly type: 'response'
  readonly seq: number
  readonly request_seq: number
  readonly command: string
  readonly success: boolean
  /** Why it did not succeed. */
  readonly message?: string
  readonly body?: object
}

export interface DapEvent {
  readonly type: 'event'
  readonly seq: number
  readonly event: string
  readonly body: object
}

export interface DapSource {
  readonly name: string
  readonly path: string
}

export interface DapBreakpoint {
  readonly id: number
  readonly verified: boolean
  readonly line: number
  readonly source: { readonly path: string }
  readonly message?: string
}

export interface DapFrame {
  readonly id: number
  readonly name: string
  readonly line: number
  readonly column: number
  readonly source: DapSource
  readonly presentationHint: 'normal' | 'subtle'
}

export interface DapVariable {
  readonly name: string
  readonly value: string
  /** Absent where the frontend would show it in place of the value. */
  readonly type?: string
  readonly evaluateName?: string
  /** By this number its parts can be asked for; 0 where it has none. */
  readonly variablesReference: number
}
