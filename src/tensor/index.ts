// TensorFlow.js with right higher derivatives, on the best backend of this machine. Needs the optional peer
// `@tensorflow/tfjs` (and `@tensorflow/tfjs-backend-wasm`), or tfjs-node.
export type { BackendName } from './tfjs/backends.ts'
export { correctGradients } from './tfjs/correct-gradients.ts'
export { fieldOf, type Field } from './tfjs/derivatives.ts'
export { memoryScope, type MemoryScopeOptions } from './tfjs/memory-scope.ts'
export { minimize, type Minimized, type MinimizeOptions } from './tfjs/minimize.ts'
export { openTensors, type TensorOptions, type Tensors } from './tfjs/open-tensors.ts'
export {
  scheduledOptimizer,
  type LearningRate,
  type ParameterGroup,
  type ScheduledOptimizer,
  type ScheduledOptimizerOptions,
} from './tfjs/scheduled-optimizer.ts'
export { smoothActivations } from './tfjs/smooth-activations.ts'
export { closeGpu } from './webgpu/open-gpu.ts'
export type { Refusal } from './messages.ts'
