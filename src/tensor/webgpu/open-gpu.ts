import { loadPeer } from '../optional-peer.ts'

/** What the WebGPU implementation says about the device that it would use. */
export interface GpuDevice {
  readonly description: string
  /** True for a processor that imitates a GPU (lavapipe, SwiftShader): right, and slower than every other backend. */
  readonly software: boolean
}

interface Adapter {
  readonly info: { readonly vendor: string; readonly device: string; readonly description: string }
  readonly isFallbackAdapter?: boolean
}

interface Gpu {
  requestAdapter(options?: object): Promise<Adapter | null>
}

interface Dawn {
  create(flags: string[]): Gpu
  readonly globals: object
}

// The process ends only when nobody holds the implementation any more, and crashes when it is collected while in use.
let opened: Gpu | null = null

/**
 * The WebGPU device of this machine, through the package `webgpu` (Dawn). Defines `navigator.gpu` and WebGPU's global
 * classes, as TensorFlow.js expects them.
 *
 * @throws EnvironmentError `tensor/missing-peer`, `tensor/broken-peer`
 * @throws Error that names what is missing when there is no device
 */
export async function openGpu(): Promise<GpuDevice> {
  opened ??= install(loadPeer('webgpu', 'The "webgpu" backend') as Dawn)
  const adapter = await opened.requestAdapter()
  if (adapter === null) throw new Error('no GPU: Vulkan finds no device (a driver and libvulkan.so.1 are needed)')
  const { vendor, device, description } = adapter.info
  const name = [description, vendor, device].filter((part) => part !== '').join(', ')
  return { description: name, software: isSoftware(adapter, name) }
}

/** Lets the process end: nothing may use the GPU afterwards. */
export function closeGpu(): void {
  opened = null
  const { navigator } = globalThis as { navigator?: { gpu?: unknown } }
  if (navigator !== undefined) Object.defineProperty(navigator, 'gpu', { value: undefined, configurable: true })
}

function isSoftware(adapter: Adapter, name: string): boolean {
  return adapter.isFallbackAdapter === true || /llvmpipe|lavapipe|swiftshader/i.test(name)
}

function install(dawn: Dawn): Gpu {
  Object.assign(globalThis, dawn.globals)
  const gpu = dawn.create([])
  // Node 20 has no navigator.
  if (!('navigator' in globalThis)) Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true })
  const { navigator } = globalThis as unknown as { navigator: object }
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true })
  return gpu
}
