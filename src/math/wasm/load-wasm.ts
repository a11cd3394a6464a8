import { isWasmOn } from '../../base/wasm-switch.ts'

/** An instance of a compiled module, with memory of its own. */
export interface WasmInstance<Functions> {
  readonly functions: Functions
  /** A view of numbers in memory. Growing the memory detaches every view: take it again after `reserve`. */
  float64(at: number, length: number): Float64Array
  float32(at: number, length: number): Float32Array
  /**
   * The address of `bytes` bytes that nobody else has, on a boundary of 16. They are never given back: who needs more
   * than before reserves the larger piece and keeps it.
   */
  reserve(bytes: number): number
}

/** As much of the global `WebAssembly` as is used here; Node's own types leave it to those of browsers. */
interface WebAssemblyHost {
  validate(bytes: Uint8Array): boolean
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}

/** What every module must export: its memory, and where its own data in it end. */
interface WasmExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  heapBase(): number
}

const host = globalThis as unknown as { readonly WebAssembly: WebAssemblyHost }
const pageBytes = 65536
const boundary = 16

/**
 * Makes instances of a module that `npm run build` has compiled, whose text is `base64`; compiles it at the first call.
 * Gives null where WebAssembly is switched off or has no SIMD, so that the twin in TypeScript is used.
 */
export function wasmLoader<Functions>(base64: string): () => WasmInstance<Functions> | null {
  let module: object | null | undefined
  return () => {
    if (!isWasmOn()) return null
    module ??= compile(base64)
    return module === null ? null : instantiate<Functions>(module)
  }
}

function compile(base64: string): object | null {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  return host.WebAssembly.validate(bytes) ? new host.WebAssembly.Module(bytes) : null
}

function instantiate<Functions>(module: object): WasmInstance<Functions> {
  const exported = new host.WebAssembly.Instance(module).exports as WasmExports
  const { memory } = exported
  let top = Math.ceil(exported.heapBase() / boundary) * boundary
  return {
    functions: exported as unknown as Functions,
    float64: (at, length) => new Float64Array(memory.buffer, at, length),
    float32: (at, length) => new Float32Array(memory.buffer, at, length),
    reserve(bytes) {
      const at = top
      top += Math.ceil(bytes / boundary) * boundary
      const missing = top - memory.buffer.byteLength
      if (missing > 0) memory.grow(Math.ceil(missing / pageBytes))
      return at
    },
  }
}
