// A member of a population of networks: trains on from where it was, with the parameters that it has now. Workers begin in
// JavaScript; outside of the tests `import { pinn } from 'ansatz'` takes the place of what is loaded here.
import '../../bench/typescript-loader.mjs'

const pinn = await import('../../../src/train/index.ts')

/** @param {import('./evolve-population.test.ts').Input} input */
export async function train({ checkpoint, seed, params, until }) {
  let state = checkpoint
  const run = await pinn.train(pinn.poisson(), {
    net: { width: 8, depth: 2 },
    seed,
    resumeFrom: checkpoint ?? undefined,
    schedule: { adam: until },
    learningRate: params.lr,
    weights: params.w,
    progressPoints: 1,
    onCheckpoint: (one) => void (state = one),
  })
  return { value: run.worstTerm, state: { seed, checkpoint: state } }
}
