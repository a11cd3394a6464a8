// Trains a population in slow steps, and says when each generation has ended. Arguments: storage URL, folder of checkpoints.
import { createStudy, float, schedulers, space } from '../../../dist/index.js'

const study = await createStudy({
  name: 'population',
  storage: process.argv[2],
  seed: 4,
  sampler: 'random',
  loadIfExists: true,
})
const { best } = await study.evolve(
  space({ lr: float(1e-3, 1).log() }),
  {
    init: (_, { rng }) => ({ weights: Float64Array.from({ length: 4 }, () => 1 + rng.uniform()) }),
    async step({ weights }, { lr }, { member, from, steps, rng }) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      for (let i = 0; i < steps; i++) weights.forEach((w, j) => (weights[j] -= lr * w + 1e-3 * rng.normal()))
      if (member === 0) process.stdout.write(`${JSON.stringify({ from })}\n`)
      return weights.reduce((sum, w) => sum + w * w, 0)
    },
  },
  {
    scheduler: schedulers.pbt({ population: 4, interval: 5 }),
    steps: 60,
    checkpoints: process.argv[3],
    progress: false,
  },
)
process.stdout.write(`${JSON.stringify({ best: best.value, weights: [...best.state.weights] })}\n`)
