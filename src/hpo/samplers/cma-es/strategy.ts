// | symbol   | code         | meaning                                                              |
// | -------- | ------------ | -------------------------------------------------------------------- |
// | d        | dimensions   | parameters modelled                                                  |
// | λ        | population   | solutions of one generation                                          |
// | μ, μ_eff | parents, muEff | solutions that the mean moves to; their variance-effective number   |
// | w        | weights      | of the solutions, best first; negative ones for the worse half       |
// | c_σ, d_σ | cSigma, dSigma | rate and damping of the step size                                  |
// | c_c, c_1, c_μ | cc, c1, cmu | rates of the path, of its rank-one and the rank-μ update          |
// | χ_d      | chi          | expected length of a standard normal vector                          |

/** What CMA-ES derives from the number of parameters and of solutions. */
export interface Strategy {
  readonly dimensions: number
  readonly population: number
  readonly parents: number
  readonly muEff: number
  readonly weights: Float64Array
  readonly cSigma: number
  readonly dSigma: number
  readonly cc: number
  readonly c1: number
  readonly cmu: number
  readonly chi: number
}

export interface StrategyShape {
  readonly dimensions: number
  readonly population: number
  /** Adapts variances only, which it can do (d + 2)/3 times as fast (Ros and Hansen 2008). */
  readonly separable: boolean
}

/** λ = 4 + ⌊3 ln d⌋ (Hansen 2016, eq. 48). */
export function defaultPopulation(dimensions: number): number {
  return 4 + Math.floor(3 * Math.log(dimensions))
}

/** The constants of Hansen 2016, arXiv:1604.00772, table 1; of Ros and Hansen 2008 for the separable variant. */
export function strategyFor(shape: StrategyShape): Strategy {
  return shape.separable ? separableStrategy(shape) : fullStrategy(shape)
}

function fullStrategy({ dimensions: d, population }: StrategyShape): Strategy {
  const parents = Math.floor(population / 2)
  const raw = Float64Array.from({ length: population }, (_, i) => Math.log((population + 1) / 2) - Math.log(i + 1))
  const muEff = effective(raw.subarray(0, parents))
  const muEffMinus = effective(raw.subarray(parents))
  const c1 = 2 / ((d + 1.3) ** 2 + muEff)
  // The margin of 1e-8 is for large populations.
  const cmu = Math.min(1 - c1 - 1e-8, (2 * (muEff - 2 + 1 / muEff)) / ((d + 2) ** 2 + muEff))
  // eqs. 50-52: so that the covariance stays positive definite.
  const negative = Math.min(1 + c1 / cmu, 1 + (2 * muEffMinus) / (muEff + 2), (1 - c1 - cmu) / (d * cmu))
  const positiveSum = sum(raw.filter((w) => w > 0))
  const negativeSum = -sum(raw.filter((w) => w < 0))
  const cSigma = (muEff + 2) / (d + muEff + 5)
  return {
    dimensions: d,
    population,
    parents,
    muEff,
    weights: raw.map((w) => (w >= 0 ? w / positiveSum : (negative / negativeSum) * w)),
    cSigma,
    dSigma: damping(d, muEff, cSigma),
    cc: (4 + muEff / d) / (d + 4 + (2 * muEff) / d),
    c1,
    cmu,
    chi: expectedLength(d),
  }
}

function separableStrategy({ dimensions: d, population }: StrategyShape): Strategy {
  const parents = Math.floor(population / 2)
  const raw = Float64Array.from({ length: parents }, (_, i) => Math.log(parents + 1) - Math.log(i + 1))
  const weights = new Float64Array(population)
  weights.set(raw.map((w) => w / sum(raw)))
  const muEff = effective(raw)
  const c1 = 2 / ((d + 1.3) ** 2 + muEff)
  const full =
    2 / muEff / (d + Math.SQRT2) ** 2 + (1 - 1 / muEff) * Math.min(1, (2 * muEff - 1) / ((d + 2) ** 2 + muEff))
  const cSigma = (muEff + 2) / (d + muEff + 3)
  return {
    dimensions: d,
    population,
    parents,
    muEff,
    weights,
    cSigma,
    dSigma: damping(d, muEff, cSigma),
    cc: 4 / (d + 4),
    c1,
    cmu: Math.min(1 - c1, ((d + 2) / 3) * full),
    chi: expectedLength(d),
  }
}

function damping(dimensions: number, muEff: number, cSigma: number): number {
  return 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (dimensions + 1)) - 1) + cSigma
}

/** E‖N(0, I)‖ ≈ √d (1 − 1/(4d) + 1/(21d²)). */
function expectedLength(d: number): number {
  return Math.sqrt(d) * (1 - 1 / (4 * d) + 1 / (21 * d * d))
}

/** (Σw)²/Σw²: 0 of no or no other than zero weights. */
function effective(weights: Float64Array): number {
  const squares = weights.reduce((total, w) => total + w * w, 0)
  return squares === 0 ? 0 : sum(weights) ** 2 / squares
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}
