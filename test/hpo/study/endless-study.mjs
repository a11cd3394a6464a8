// Runs a study until it is killed, and says after each trial what the study holds. Arguments: storage URL.
import { createStudy, float, int, space } from '../../../dist/index.js'

const s = space({ x: float(-1, 1), n: int(1, 9) })
const study = await createStudy({
  name: 'killed',
  storage: process.argv[2],
  sampler: 'tpe',
  seed: 4,
  loadIfExists: true,
})
await study.optimize(
  s,
  async ({ x, n }) => {
    await new Promise((resolve) => setTimeout(resolve, 2))
    return x ** 2 + n
  },
  {
    onTrial: (_, { number, values }) =>
      void process.stdout.write(`${JSON.stringify({ number, value: values?.[0] })}\n`),
  },
)
