import type { CoreNetwork } from './core-network.ts'
import type { BatchPoints } from './input-panel.ts'
import { createPanel, type JetPanel } from './jet-panel.ts'
import type { FieldPartials, OutputTransform } from './net-options.ts'
import { addMonomials, sumMonomials } from './plain/monomials.ts'
import { productAdjointMonomials, productMonomials } from './plain/product.ts'

/** u = offset + factor × N on every stream, by Leibniz' rule. */
export function transformedNetwork(core: CoreNetwork, batch: BatchPoints, transform: OutputTransform): CoreNetwork {
  const { set, layout, points } = core
  const { units, points: padded } = core.output
  const panel = (): JetPanel => createPanel(set, units, padded)
  const [output, adjoint, offset, factor] = [panel(), panel(), panel(), panel()]
  fillField(offset, transform.offset ?? zero, { batch, core })
  fillField(factor, transform.factor ?? one, { batch, core })
  const forward = productMonomials(set, { f: core.output, g: factor, target: output })
  const back = productAdjointMonomials(set, { g: factor, adjoint, target: core.adjoint })
  return {
    set,
    layout,
    points,
    output,
    adjoint,
    forward(parameters) {
      core.forward(parameters)
      output.streams.forEach((stream, s) => stream.set(offset.streams[s]))
      addMonomials(forward)
    },
    reverse(parameters, gradient) {
      sumMonomials(core.adjoint.streams, back)
      core.reverse(parameters, gradient)
    },
    ...(core.addRows !== undefined && {
      addRows(parameters: Float64Array, rows: Float64Array, rowCount: number) {
        sumMonomials(core.adjoint.streams, back)
        core.addRows!(parameters, rows, rowCount)
      },
    }),
  }
}

const zero: FieldPartials = () => 0
const one: FieldPartials = (_, orders) => (orders.every((order) => order === 0) ? 1 : 0)

function fillField(
  panel: JetPanel,
  field: FieldPartials,
  { batch, core }: { readonly batch: BatchPoints; readonly core: CoreNetwork },
): void {
  const { coordinates, inputs } = batch
  for (let p = 0; p < core.points; p++) {
    const point = coordinates.subarray(p * inputs, (p + 1) * inputs)
    for (let unit = 0; unit < panel.units; unit++) {
      core.set.orders.forEach((orders, s) => {
        panel.streams[s][unit * panel.points + p] = field(point, orders, unit)
      })
    }
  }
}
