/**
 * Networks that were trained from different starts agree where there are observations and differ elsewhere:
 * Lakshminarayanan, Pritzel and Blundell 2017, "Simple and scalable predictive uncertainty estimation using deep
 * ensembles". Each member adds a fixed random network of its own (Osband, Aslanides and Cassirer 2018, "Randomized prior
 * functions for deep reinforcement learning"), without which few observations leave too little disagreement.
 */
import type { NetworkWeights, SurrogateDefinition } from './surrogate.ts'
import { drawParameters, RegressionNet, trainNet } from './regression-net.ts'

export const definition: SurrogateDefinition = {
  fit({ points, values }, rng, { width = 16, members = 5 } = {}) {
    const inputs = points[0].length
    const shape = { inputs, width }
    const net = new RegressionNet(shape)
    const networks = Array.from({ length: members }, (_, k): NetworkWeights => {
      const prior = drawParameters(shape, rng.fork('prior', k))
      const targets = points.map((point, p) => values[p] - net.forward(prior, point))
      const parameters = trainNet(shape, { points, values: targets }, drawParameters(shape, rng.fork('start', k)))
      return { ...shape, parameters, prior }
    })
    const outputs = new Float64Array(members)
    const evaluate = (point: Float64Array): { mean: number; variance: number } => {
      networks.forEach(({ parameters, prior }, k) => {
        outputs[k] = net.forward(parameters, point) + net.forward(prior!, point)
      })
      const mean = outputs.reduce((sum, output) => sum + output / members, 0)
      const variance = outputs.reduce((sum, output) => sum + (output - mean) ** 2 / (members - 1), 0)
      return { mean, variance }
    }
    return {
      networks: { kind: 'ensemble', members: networks },
      predict: evaluate,
      gradient(point) {
        const { mean } = evaluate(point)
        const slope = new Float64Array(inputs)
        const result = { mean: new Float64Array(inputs), variance: new Float64Array(inputs) }
        networks.forEach(({ parameters, prior }, k) => {
          const factor = (2 * (outputs[k] - mean)) / (members - 1)
          for (const theta of [parameters, prior!]) {
            net.forward(theta, point)
            net.backward(theta, point, { inOutput: 1, inHidden: null, gradient: null, slope })
            for (let d = 0; d < inputs; d++) {
              result.mean[d] += slope[d] / members
              result.variance[d] += factor * slope[d]
            }
          }
        })
        return result
      },
    }
  },
}
