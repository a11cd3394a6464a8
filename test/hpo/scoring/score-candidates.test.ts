import { expect, test } from 'vitest'
import { createRng } from '../../../src/base/rng.ts'
import { scoreCandidates } from '../../../src/hpo/scoring/score-candidates.ts'
import { surrogateNames, surrogateRegistry } from '../../../src/hpo/surrogates/registry.ts'

test.each(surrogateNames)('ten thousand candidates get what %s predicts, in single precision', async (name) => {
  const rng = createRng('scoring')
  const draw = (): Float64Array => Float64Array.of(rng.uniform(), rng.uniform(), rng.uniform())
  const points = Array.from({ length: 20 }, draw)
  const values = points.map(([x, y, z]) => Math.sin(4 * x) + y * z)
  const surrogate = surrogateRegistry[name].fit({ points, values }, rng.fork('fit'), { width: 8, members: 3 })
  const candidates = Array.from({ length: 10_000 }, draw)
  const { means, variances } = await scoreCandidates(surrogate.networks, candidates)
  candidates.forEach((point, i) => {
    const { mean, variance } = surrogate.predict(point)
    expect(Math.abs(means[i] - mean)).toBeLessThan(1e-4)
    expect(Math.abs(variances[i] - variance)).toBeLessThan(1e-4 + 1e-3 * variance)
  })
})
