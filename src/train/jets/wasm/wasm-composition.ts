import { erfcx } from '../../../math/special/erf.ts'
import type { ActivationName } from '../activation.ts'
import type { JetSet } from '../jet-set.ts'
import { addressOf, type Place, type WasmMemory, type WasmPanel } from './wasm-memory.ts'

/** The panels of one application of an activation; see `CompositionArrays` of the plain engine. */
export interface WasmCompositionPanels {
  readonly z: WasmPanel
  readonly a: WasmPanel
  readonly aAdjoint: WasmPanel
  readonly zAdjoint: WasmPanel
}

export interface WasmComposition {
  /** a from z, value and derivatives. */
  forward(place: Place): void
  /** z̄ from ā. */
  reverse(place: Place): void
}

/** The activations in the order of their numbers in the kernels. */
export const wasmActivations: readonly ActivationName[] = ['tanh', 'sin', 'silu', 'gelu']

export function createWasmComposition(
  memory: WasmMemory,
  of: { readonly set: JetSet; readonly activation: ActivationName; readonly panels: WasmCompositionPanels },
): WasmComposition {
  const { set, activation, panels } = of
  const { kernels } = memory.instance
  const isHigh = set.top > 2
  // σ′ and on; where σ itself would be is the first stream of a.
  const slopes = memory.panel('slot', panels.z.units, isHigh ? 5 : 3)
  const { stride: size } = slopes
  const s = { ...slopes, at: slopes.at - size }
  const kind = wasmActivations.indexOf(activation)
  const series = activation === 'gelu' ? erfcSeries(memory) : 0
  const streams = (set.axes === null ? anyOrder : secondOrder)(memory, { set, s, panels })
  return {
    forward(place) {
      const [z, a] = [addressOf(panels.z, place), addressOf(panels.a, place)]
      kernels.slopes(kind, z, a, addressOf(s, place), size, isHigh ? 1 : 0, series)
      streams.forward(place)
    },
    reverse: (place) => streams.reverse(place),
  }
}

interface SlopedPanels {
  readonly set: JetSet
  /** Derivative k is k strides from its address. */
  readonly s: WasmPanel
  readonly panels: WasmCompositionPanels
}

function secondOrder(memory: WasmMemory, { set, s, panels }: SlopedPanels): WasmComposition {
  const { kernels } = memory.instance
  const { z, a, aAdjoint, zAdjoint } = panels
  const size = z.stride
  const axes = set.axes!.map(({ first, second }) => ({
    first: first * size,
    second: second === null ? null : second * size,
  }))
  return {
    forward(place) {
      const [slopes, from, to] = [addressOf(s, place), addressOf(z, place), addressOf(a, place)]
      for (const { first, second } of axes) {
        const at = second ?? 0
        kernels.bend(slopes, from + first, second === null ? 0 : from + at, to + first, to + at, size)
      }
    },
    reverse(place) {
      const [slopes, from] = [addressOf(s, place), addressOf(z, place)]
      const [to, back] = [aAdjoint.at, zAdjoint.at]
      kernels.product(back, slopes + size, to, size)
      for (const { first, second } of axes) {
        const at = second ?? 0
        const zxx = second === null ? 0 : from + at
        kernels.unbend(slopes, from + first, zxx, to + first, to + at, back, size, back + first, back + at)
      }
    },
  }
}

function anyOrder(memory: WasmMemory, { set, s, panels }: SlopedPanels): WasmComposition {
  const { kernels, fill } = memory.instance
  const { z, a, aAdjoint, zAdjoint } = panels
  const size = z.stride
  const rest = (memory.streams - 1) * size
  // The streams of σ′∘z; number 0 is σ′ itself, so its place stays empty.
  const bent = memory.panel('fixed', z.units)
  const compose = (place: Place, target: number, derivative: number): void => {
    const [slopes, from] = [addressOf(s, place), addressOf(z, place)]
    fill(target + size, rest)
    set.compositions.forEach((terms, stream) => {
      for (const { coefficient, factors } of terms) {
        const [f1, f2 = 0, f3 = 0, f4 = 0] = factors.map((factor) => from + factor * size)
        const slope = slopes + (factors.length + derivative) * size
        kernels.monomial(target + stream * size, coefficient, size, slope, f1, f2, f3, f4)
      }
    })
  }
  return {
    forward: (place) => compose(place, addressOf(a, place), 0),
    reverse(place) {
      compose(place, bent.at, 1)
      const first = addressOf(s, place) + size
      fill(zAdjoint.at, rest + size)
      set.products.forEach((terms, stream) => {
        const from = aAdjoint.at + stream * size
        for (const { coefficient, left, right } of terms) {
          const slope = right === 0 ? first : bent.at + right * size
          kernels.monomial(zAdjoint.at + left * size, coefficient, size, slope, from, 0, 0, 0)
        }
      })
    },
  }
}

const seriesLength = 28

/**
 * Where the Chebyshev coefficients of log(erfcx(z) / t) in t = 2 / (2 + z) are: the form of Press et al., "Numerical
 * recipes", section 6.2.2, fitted here to Cody's function at the Chebyshev nodes.
 */
export function erfcSeries({ instance }: Pick<WasmMemory, 'instance'>): number {
  const nodes = Array.from({ length: seriesLength }, (_, k) => (Math.PI * (k + 0.5)) / seriesLength)
  const values = nodes.map((angle) => {
    const t = (1 + Math.cos(angle)) / 2
    return Math.log(erfcx(2 / t - 2) / t)
  })
  const coefficients = nodes.map(
    (_, j) => (2 / seriesLength) * values.reduce((sum, value, k) => sum + value * Math.cos(j * nodes[k]), 0),
  )
  const at = instance.reserve(8 * seriesLength)
  instance.float64(at, seriesLength).set(coefficients)
  return at
}
