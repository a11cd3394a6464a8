import type { EngineName } from './engine-use.ts'
import type { EngineDefinition, EngineRequest, RunEngine } from './run-engine.ts'

/** The engines by name; the contract suite runs all of them. */
const engines: Readonly<Record<EngineName, () => Promise<EngineDefinition>>> = {
  wasm: async () => (await import('./own-engine.ts')).wasm,
  plain: async () => (await import('./own-engine.ts')).plain,
  onnx: async () => (await import('./onnx-engine.ts')).onnx,
  tfjs: async () => (await import('./tfjs-engine.ts')).tfjs,
}

/** `auto` is WebAssembly where it can run the network, else plain TypeScript: what every machine has. */
export async function createEngine<Term extends string>(
  name: EngineName | 'auto',
  request: EngineRequest<Term>,
): Promise<RunEngine<Term>> {
  if (name !== 'auto') return (await engines[name]()).create(request)
  return (await import('./own-engine.ts')).auto.create(request)
}
