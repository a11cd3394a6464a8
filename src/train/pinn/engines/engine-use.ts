import type { Precision } from '../../jets/wasm/kernels.ts'

/** Those of the registry. */
export const engineNames = ['wasm', 'plain', 'onnx', 'tfjs'] as const
export type EngineName = (typeof engineNames)[number]

/** What has computed the loss and its gradient. */
export interface EngineUse {
  readonly engine: EngineName
  readonly precision: Precision
  /** Why it was this one. */
  readonly reason: string
}
