import type { JetSet } from '../jet-set.ts'
import type { JetPanel } from '../jet-panel.ts'
import { sumMonomials, type Monomial } from './monomials.ts'

/** The arrays of one application of an activation. All panels have the same shape. */
export interface CompositionArrays {
  /** z, what goes in. */
  readonly z: JetPanel
  /** a = σ∘z, what comes out; its stream 0 is `slopes[0]`. */
  readonly a: JetPanel
  /** σ⁽ᵏ⁾(z), [units x points] each; the caller fills them. */
  readonly slopes: readonly Float64Array[]
  /** ā: the gradient in a. */
  readonly aAdjoint: JetPanel
  /** z̄: the gradient in z. */
  readonly zAdjoint: JetPanel
}

/** Derivatives through an activation, forward and back, for slopes that are there. */
export interface Composition {
  /** a from z, except for stream 0. */
  forward(): void
  /** z̄ from ā, overwritten. */
  reverse(): void
}

export function bindComposition(set: JetSet, arrays: CompositionArrays): Composition {
  return set.axes === null ? anyOrder(set, arrays) : secondOrder(set, arrays)
}

/** The formulas of `JetSet` as sums of products of whole arrays. */
function anyOrder(set: JetSet, { z, a, slopes, aAdjoint, zAdjoint }: CompositionArrays): Composition {
  const streams = set.orders.map((_, stream) => stream)
  const composed = (targets: readonly Float64Array[], derivative: number): Monomial[] =>
    streams.flatMap((stream) =>
      set.compositions[stream].map(({ coefficient, factors }) => ({
        target: targets[stream],
        coefficient,
        factors: [slopes[factors.length + derivative], ...factors.map((factor) => z.streams[factor])],
      })),
    )
  // The streams of σ′∘z; number 0 is σ′ itself.
  const bent = [slopes[1], ...streams.slice(1).map(() => new Float64Array(slopes[1].length))]
  const forward = composed(a.streams, 0)
  const bend = composed(bent, 1)
  const back = streams.flatMap((stream) =>
    set.products[stream].map(({ coefficient, left, right }) => ({
      target: zAdjoint.streams[left],
      coefficient,
      factors: [bent[right], aAdjoint.streams[stream]],
    })),
  )
  return {
    forward: () => sumMonomials(a.streams.slice(1), forward),
    reverse() {
      sumMonomials(bent.slice(1), bend)
      sumMonomials(zAdjoint.streams, back)
    },
  }
}

/**
 * By hand for u, u_d and u_dd:
 * a_d = σ′ z_d, a_dd = σ″ z_d² + σ′ z_dd
 * z̄ = σ′ ā + Σ_d [σ″ z_d ā_d + (σ‴ z_d² + σ″ z_dd) ā_dd], z̄_d = σ′ ā_d + 2 σ″ z_d ā_dd, z̄_dd = σ′ ā_dd
 */
function secondOrder(set: JetSet, arrays: CompositionArrays): Composition {
  const { z, a, slopes, aAdjoint, zAdjoint } = arrays
  const axes = set.axes!.map(({ first, second }) => {
    const of = ({ streams }: JetPanel): Along => ({ x: streams[first], xx: second === null ? null : streams[second] })
    return { z: of(z), a: of(a), aAdjoint: of(aAdjoint), zAdjoint: of(zAdjoint) }
  })
  return {
    forward() {
      for (const axis of axes) bendAxis(axis.z, axis.a, slopes)
    },
    reverse() {
      const value = zAdjoint.streams[0]
      scaleInto(value, slopes[1], aAdjoint.streams[0])
      for (const axis of axes) unbendAxis(axis, value, slopes)
    },
  }
}

/** The derivatives along one input; the second is null where nobody asked for it. */
interface Along {
  readonly x: Float64Array
  readonly xx: Float64Array | null
}

function scaleInto(target: Float64Array, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = a[i] * b[i]
}

function bendAxis(z: Along, a: Along, [, s1, s2]: readonly Float64Array[]): void {
  const { x: zx, xx: zxx } = z
  const { x: ax, xx: axx } = a
  if (zxx === null || axx === null) return scaleInto(ax, s1, zx)
  for (let i = 0; i < zx.length; i++) {
    const slope = zx[i]
    ax[i] = s1[i] * slope
    axx[i] = s2[i] * slope * slope + s1[i] * zxx[i]
  }
}

interface AxisAdjoint {
  readonly z: Along
  readonly aAdjoint: Along
  readonly zAdjoint: Along
}

function unbendAxis(
  { z, aAdjoint, zAdjoint }: AxisAdjoint,
  value: Float64Array,
  slopes: readonly Float64Array[],
): void {
  const [, s1, s2, s3] = slopes
  const { x: zx, xx: zxx } = z
  const { x: bx, xx: bxx } = aAdjoint
  const { x: cx, xx: cxx } = zAdjoint
  if (zxx === null || bxx === null || cxx === null) {
    for (let i = 0; i < zx.length; i++) {
      value[i] += s2[i] * zx[i] * bx[i]
      cx[i] = s1[i] * bx[i]
    }
    return
  }
  for (let i = 0; i < zx.length; i++) {
    const slope = zx[i]
    const bend = s2[i] * slope
    const b1 = bx[i]
    const b2 = bxx[i]
    value[i] += bend * b1 + (s3[i] * slope * slope + s2[i] * zxx[i]) * b2
    cx[i] = s1[i] * b1 + 2 * bend * b2
    cxx[i] = s1[i] * b2
  }
}
