import { causal } from './causal.ts'
import { fixed } from './fixed.ts'
import { gradNorm } from './grad-norm.ts'
import { gradientNorms } from './gradient-norms.ts'
import { lra } from './lra.ts'
import { ntk } from './ntk.ts'
import { reLoBRaLo } from './re-lo-bra-lo.ts'
import { residualAttention } from './residual-attention.ts'
import { selfAdaptive } from './self-adaptive.ts'
import { softAdapt } from './soft-adapt.ts'
import { together } from './together.ts'

/**
 * The ways to balance the terms of a loss: `balancing.lra({ every: 20 })`. A line here enrols one in the contract suite.
 *
 * All of them suit every optimiser of first order. Those that equalise gradients (`lra`, `gradientNorms`, `ntk`) and those
 * that raise the factors of points (`selfAdaptive`, `residualAttention`) change the size of the whole loss too: Adam, AdamW,
 * RMSProp and SOAP do not notice, and the rate of SGD is divided by it. L-BFGS and Levenberg-Marquardt train with the weights
 * that they find, because weights that move would make worthless what they have seen of the loss.
 */
export const balancing = {
  fixed,
  lra,
  gradientNorms,
  ntk,
  gradNorm,
  softAdapt,
  reLoBRaLo,
  selfAdaptive,
  residualAttention,
  causal,
  together,
}

/** A rule that can be chosen by name, with its defaults. */
export type BalancingName = Exclude<keyof typeof balancing, 'together'>
