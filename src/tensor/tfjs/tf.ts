/** The namespace of TensorFlow.js, whichever package it came from: tfjs-node exports the same and more. */
export type Tf = typeof import('@tensorflow/tfjs')
export type { LayersModel, NamedTensorMap, Optimizer, Scalar, Tensor, Tensor2D, Variable } from '@tensorflow/tfjs'
