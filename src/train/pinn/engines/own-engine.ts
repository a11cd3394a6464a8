import { createJetNetwork, type Engine, type EngineOptions } from '../../jets/jet-network.ts'
import { badOption } from '../messages.ts'
import { pinnLoss, type PinnLoss } from '../pinn-loss.ts'
import { termBatchOn, type TermPoints } from '../term-batch.ts'
import type { EngineDefinition, EngineRequest, RunEngine, RunLoss } from './run-engine.ts'

/** WebAssembly: f32 for optimisers of first order, unless f64 is asked for. */
export const wasm: EngineDefinition = {
  async create(request) {
    // Refuses the network now, and not at its first use.
    tryEngine('wasm', request)
    return ownEngine('wasm', request, 'it was asked for')
  },
}

/** Plain TypeScript, always in f64. */
export const plain: EngineDefinition = {
  create: async (request) => ownEngine('plain', request, 'it was asked for'),
}

export const auto: EngineDefinition = {
  async create(request) {
    const engine = tryEngine('auto', request)
    const reason =
      engine === 'wasm'
        ? 'it is the fastest that every machine has'
        : 'WebAssembly is off here, or does not know the activation'
    return ownEngine(engine, request, reason)
  },
}

/** What runs the network on a single point. @throws InputError `train/no-engine` */
function tryEngine(engine: Engine | 'auto', { problem, net }: EngineRequest<string>): Engine {
  const zeros = problem.domain.map(() => 0)
  const batch = { coordinates: Float64Array.from(zeros), inputs: zeros.length, partials: [zeros] }
  return createJetNetwork(net, batch, { engine }).engine
}

function ownEngine<Term extends string>(
  engine: Engine,
  { problem, net, weights, precision: asked }: EngineRequest<Term>,
  reason: string,
): RunEngine<Term> {
  if (engine === 'plain' && asked === 'f32') throw badOption('precision', asked, 'f64 with the engine "plain"')
  const precision = asked ?? (engine === 'wasm' ? 'f32' : 'f64')
  const exact = { engine, precision: 'f64' } as const
  const lossIn = (points: TermPoints<Term>, options: EngineOptions): PinnLoss<Term> =>
    pinnLoss(termBatchOn(options)(problem, net, points), weights)
  return {
    paced: { engine, precision, reason },
    exact: { ...exact, reason },
    options: exact,
    lossOn(points): RunLoss<Term> {
      const base = lossIn(points, exact)
      const own = precision === 'f64' ? base : lossIn(points, { engine, precision })
      return {
        ...base,
        setWeights(given, factors) {
          base.setWeights(given, factors)
          if (own !== base) own.setWeights(given, factors)
        },
        paced: { objective: own.objective, ahead: () => null },
      }
    },
    close: async () => {},
  }
}
