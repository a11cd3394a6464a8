import { wasmLoader } from '../../../math/wasm/load-wasm.ts'
import { bytes } from './jet-kernels.wasm.ts'

export type Precision = 'f64' | 'f32'

/** The loops of jet-kernels.assembly.ts in one precision. Arguments are addresses, counts, and sizes in bytes. */
export type Kernels = {
  readonly [Name in keyof KernelArguments]: (...args: KernelArguments[Name]) => void
}

type Address = number

interface KernelArguments {
  multiply: [w: Address, x: Address, y: Address, blocks: number, inner: number, streams: number, xStride: number, yStride: number] // prettier-ignore
  outer: [y: Address, x: Address, sums: Address, blocks: number, pairs: number, streams: number, yStride: number, xStride: number] // prettier-ignore
  bias: [y: Address, biases: Address, rows: number]
  sumRows: [y: Address, sums: Address, rows: number]
  pack: [source: Address, target: Address, rows: number, inner: number, across: number, along: number]
  collect: [sums: Address, biasSums: Address, gradient: Address, rows: number, inner: number]
  slopes: [kind: number, z: Address, a: Address, s: Address, size: number, high: number, series: Address]
  bend: [s: Address, zx: Address, zxx: Address, ax: Address, axx: Address, size: number]
  unbend: [s: Address, zx: Address, zxx: Address, ax: Address, axx: Address, z: Address, size: number, bx: Address, bxx: Address] // prettier-ignore
  monomial: [target: Address, coefficient: number, size: number, f1: Address, f2: Address, f3: Address, f4: Address, f5: Address] // prettier-ignore
  product: [target: Address, a: Address, b: Address, size: number]
  add: [target: Address, source: Address, size: number]
  subtract: [target: Address, source: Address, size: number]
}

/** An instance of the module with memory of its own. */
export interface KernelInstance {
  readonly kernels: Kernels
  /** Zeroes. */
  readonly fill: (target: Address, size: number) => void
  readonly copy: (target: Address, source: Address, size: number) => void
  readonly reserve: (size: number) => Address
  /** Numbers of the precision; a view that lives until the next `reserve`. */
  readonly numbers: (at: Address, length: number) => Float64Array | Float32Array
  readonly float64: (at: Address, length: number) => Float64Array
}

type Exported = Record<string, (...args: number[]) => void>

const load = wasmLoader<Exported>(bytes)

// One for each kernel; typed by `Kernels`, so that none can be missing.
const names: { readonly [Name in keyof KernelArguments]: Name } = {
  multiply: 'multiply',
  outer: 'outer',
  bias: 'bias',
  sumRows: 'sumRows',
  pack: 'pack',
  collect: 'collect',
  slopes: 'slopes',
  bend: 'bend',
  unbend: 'unbend',
  monomial: 'monomial',
  product: 'product',
  add: 'add',
  subtract: 'subtract',
}

/** Null where WebAssembly is off or has no SIMD. */
export function loadKernels(precision: Precision): KernelInstance | null {
  const instance = load()
  if (instance === null) return null
  const { functions } = instance
  const bits = precision === 'f64' ? '64' : '32'
  const kernels = Object.fromEntries(Object.values(names).map((name) => [name, functions[`${name}${bits}`]]))
  return {
    kernels: kernels as unknown as Kernels,
    fill: functions['fill'],
    copy: functions['copy'],
    reserve: (size) => instance.reserve(size),
    numbers: (at, length) => (precision === 'f64' ? instance.float64(at, length) : instance.float32(at, length)),
    float64: (at, length) => instance.float64(at, length),
  }
}
