import { createRng } from '../../../src/base/rng.ts'
import { adam } from '../../../src/math/optimize/adam.ts'
import { createJetNetwork, type EngineOptions, type JetNetwork } from '../../../src/train/jets/jet-network.ts'
import { initialParameters, netLayout } from '../../../src/train/jets/net-layout.ts'
import type { NetOptions } from '../../../src/train/jets/net-options.ts'

/** Burgers' equation u_t + u u_x = ν u_xx by a network 2-width-width-width-1 of tanh units. */
export interface BurgersSize {
  readonly width: number
  /** Collocation points; the first `initial` of them are also where u = −sin πx is asked for. */
  readonly points: number
  readonly initial: number
}

/** What every engine starts from. */
export interface BurgersStart extends BurgersSize {
  /** (x, t) of each point. */
  readonly coordinates: Float64Array
  readonly parameters: Float64Array
}

/** One engine with a network of its own, that trains on from call to call. */
export interface StepEngine {
  readonly name: string
  /** The median milliseconds of `steps` training steps, and the losses of the first four. */
  measure(steps: number): Promise<Measured>
  close(): void
}

export interface Measured {
  readonly ms: number
  readonly losses: readonly number[]
}

export const viscosity = 0.01 / Math.PI
export const learningRate = 1e-3

export function burgersStart(size: BurgersSize): BurgersStart {
  const rng = createRng('burgers')
  const coordinates = Float64Array.from({ length: 2 * size.points }, (_, i) =>
    i % 2 === 0 ? 2 * rng.uniform() - 1 : rng.uniform(),
  )
  return { ...size, coordinates, parameters: initialParameters(netLayout(netOf(size), 2), rng.fork('parameters')) }
}

/** Our own engines. */
export function ownEngine(start: BurgersStart, options: EngineOptions): StepEngine {
  const { coordinates, points, parameters } = start
  const partials = [[0, 0], [1, 0], [0, 1], [2, 0]] // prettier-ignore
  const network = createJetNetwork(netOf(start), { coordinates, inputs: 2, partials }, options)
  const term = burgersTerm(network, start)
  const optimizer = adam(
    (at, gradient) => {
      term.loss = 0
      network.sweep(at, gradient, term.visit)
      return term.loss
    },
    parameters,
    { learningRate },
  )
  const step = (): number => {
    optimizer.step()
    return optimizer.loss
  }
  return {
    name: `${network.engine} ${network.precision}, ${points} points`,
    measure: async (steps) => medianOf(steps, step),
    close: () => {},
  }
}

export function medianOf(steps: number, step: () => number): Measured {
  const times: number[] = []
  const losses: number[] = []
  for (let i = 0; i < steps; i++) {
    const begin = performance.now()
    losses.push(step())
    times.push(performance.now() - begin)
  }
  return { ms: times.sort((a, b) => a - b)[steps >> 1], losses: losses.slice(0, 4) }
}

export function netOf({ width }: BurgersSize): NetOptions {
  return { width, depth: 3, activation: 'tanh' }
}

interface Term {
  loss: number
  readonly visit: (from: number, to: number) => void
}

function burgersTerm({ output, adjoint }: JetNetwork, { coordinates, points, initial }: BurgersStart): Term {
  const [u, ux, ut, uxx] = output
  const [v, vx, vt, vxx] = adjoint
  const term: Term = {
    loss: 0,
    visit(from, to) {
      for (let p = from; p < to; p++) {
        const f = ut[p] + u[p] * ux[p] - viscosity * uxx[p]
        const e = p < initial ? u[p] + Math.sin(Math.PI * coordinates[2 * p]) : 0
        term.loss += (f * f) / points + (e * e) / initial
        const slope = (2 * f) / points
        v[p] = slope * ux[p] + (2 * e) / initial
        vx[p] = slope * u[p]
        vt[p] = slope
        vxx[p] = -viscosity * slope
      }
    },
  }
  return term
}
