import { panelBlock } from '../../../math/linalg/panel-product.ts'
import { activationOf } from '../activation.ts'
import type { CoreNetwork } from '../core-network.ts'
import { inputPanel, type BatchPoints } from '../input-panel.ts'
import type { JetSet } from '../jet-set.ts'
import { createPanel } from '../jet-panel.ts'
import { netLayout, type NetLayout } from '../net-layout.ts'
import type { NetOptions } from '../net-options.ts'
import { createDense, type Dense } from './dense.ts'
import {
  activatedLayer,
  createEncodings,
  gatedLayer,
  residualLayer,
  type Encodings,
  type HiddenLayer,
  type Signal,
} from './hidden-layer.ts'

/**
 * The engine in plain TypeScript and f64: the reference for all others, and what runs where they cannot. All memory is
 * allocated here: `forward` and `reverse` allocate nothing that grows with the batch.
 */
export function createPlainNetwork(net: NetOptions, batch: BatchPoints, set: JetSet): CoreNetwork {
  const layout = netLayout(net, batch.inputs)
  const points = batch.coordinates.length / batch.inputs
  const padded = Math.ceil(points / panelBlock) * panelBlock
  const { fourier } = net
  const input = inputPanel(batch, set, fourier === undefined ? { points: padded } : { points: padded, fourier })
  const { hidden, encodings, top } = stackLayers(net, { set, layout, below: { value: input, adjoint: null } })
  const output = createPanel(set, layout.output.outputs, padded)
  const adjoint = createPanel(set, layout.output.outputs, padded)
  const last = createDense({
    layer: layout.output,
    below: top.value,
    belowAdjoint: top.adjoint,
    z: output,
    zAdjoint: adjoint,
  })
  const propagateBack = (parameters: Float64Array, collect: (dense: Dense) => void): void => {
    encodings?.clearAdjoints()
    collect(last)
    last.reverse(parameters)
    for (let l = hidden.length - 1; l >= 0; l--) hidden[l].reverse(parameters, collect)
    encodings?.reverse(parameters, collect)
  }
  return {
    set,
    layout,
    points,
    output,
    adjoint,
    forward(parameters) {
      encodings?.forward(parameters)
      for (const layer of hidden) layer.forward(parameters)
      last.forward(parameters)
    },
    reverse(parameters, gradient) {
      gradient.fill(0)
      propagateBack(parameters, (dense) => dense.addGradient(gradient))
    },
    addRows(parameters, values, rowCount) {
      const rows = { values, rowCount, parameterCount: layout.parameterCount, points }
      propagateBack(parameters, (dense) => dense.addRows(rows))
    },
  }
}

interface Stack {
  readonly hidden: readonly HiddenLayer[]
  readonly encodings: Encodings | null
  readonly top: Signal
}

function stackLayers(
  net: NetOptions,
  { set, layout, below }: { readonly set: JetSet; readonly layout: NetLayout; readonly below: Signal },
): Stack {
  const activation = activationOf(net.activation)
  const encodings = layout.encoders === null ? null : createEncodings({ set, activation, below }, layout.encoders)
  const hidden: HiddenLayer[] = []
  let top = below
  for (const layer of layout.hidden) {
    const parts = { set, activation, layer, below: top }
    // The first layer of a residual network only brings the inputs to the width of the others.
    const isResidual = net.architecture === 'residual' && top !== below
    const plain = isResidual ? residualLayer : activatedLayer
    const next = encodings === null ? plain(parts) : gatedLayer(parts, encodings)
    hidden.push(next)
    top = next.output
  }
  return { hidden, encodings, top }
}
