import { createJetNetwork } from '../jets/jet-network.ts'
import type { NetOptions } from '../jets/net-options.ts'
import { badCoordinates } from './messages.ts'
import type { PinnProblem } from './pinn-problem.ts'

/** One component of u, by default the first, at points given flat, [points, inputs]. */
export type Predict = (points: ArrayLike<number>, output?: number) => Float64Array

/** The trained network as a function. @throws InputError `train/bad-points` when it is called with a part of a point */
export function predictor({ domain }: PinnProblem, net: NetOptions, parameters: Float64Array): Predict {
  const inputs = domain.length
  return (points, output = 0) => {
    const given = points.length / inputs
    if (!(Number.isInteger(given) && given > 0)) throw badCoordinates(points.length, inputs)
    const partials = [Array.from({ length: inputs }, () => 0)]
    const network = createJetNetwork(net, { coordinates: Float64Array.from(points), inputs, partials })
    network.forward(parameters.subarray(0, network.layout.parameterCount))
    return network.output[0].slice(output * network.stride, output * network.stride + given)
  }
}
