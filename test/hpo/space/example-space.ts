import { bool } from '../../../src/hpo/space/kinds/bool.ts'
import { choice } from '../../../src/hpo/space/kinds/choice.ts'
import { fixed } from '../../../src/hpo/space/kinds/fixed.ts'
import { float } from '../../../src/hpo/space/kinds/float.ts'
import { int } from '../../../src/hpo/space/kinds/int.ts'
import { lossWeights } from '../../../src/hpo/space/kinds/loss-weights.ts'
import { oneOf } from '../../../src/hpo/space/kinds/one-of.ts'
import { powers } from '../../../src/hpo/space/kinds/powers.ts'
import { space } from '../../../src/hpo/space/space.ts'

/** A network for a partial differential equation, with one parameter of every kind. */
export const example = space({
  lr: float(1e-5, 1e-1).log().default(1e-3).doc('Step size of the optimiser.'),
  dropout: float(0, 0.5).step(0.1),
  scale: float(0.1, 10).log().unit('1/m'),
  width: powers(16, 512).default(64),
  depth: int(2, 8).default(4),
  act: choice('tanh', 'gelu', 'sin'),
  causal: bool(),
  w: lossWeights(['pde', 'bc', 'ic'], { decades: 3 }).default({ pde: 1, bc: 10, ic: 10 }),
  opt: oneOf('name', {
    adam: { beta1: float(0.85, 0.99).default(0.9), eps: float(1e-9, 1e-6).log() },
    sgd: { momentum: float(0, 0.99), nesterov: bool() },
    plain: {},
  }).default('adam'),
  data: space({ points: int(100, 10_000).log() }),
  seed: fixed(42),
})
