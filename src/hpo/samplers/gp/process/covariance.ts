/**
 * How the covariance of two points falls with their distance.
 *
 * | symbol | meaning                                                            |
 * | ------ | ------------------------------------------------------------------ |
 * | s      | squared distance in units of the lengthscales: Σⱼ Δⱼ² / ℓⱼ²          |
 * | r      | √s                                                                 |
 * | c(s)   | correlation, 1 at s = 0                                            |
 * | c′(s)  | its slope with respect to s, not r: finite at s = 0 from ν = 3/2 on |
 *
 * Rasmussen and Williams 2006, "Gaussian Processes for Machine Learning", equations 4.9 and 4.17.
 */
export const kernelNames = ['matern52', 'matern32', 'matern12', 'rbf'] as const

export type KernelName = (typeof kernelNames)[number]

/**
 * Turns squared distances into correlations, in place, for the first `count` entries.
 *
 * @param slopes receives c′(s); null when nobody needs it
 */
export type Correlation = (s: Float64Array, slopes: Float64Array | null, count: number) => void

/** Where ν = 1/2 has infinite slope, it is that of this squared distance: far below what any trial resolves. */
const leastSquare = 1e-12

/** ν = 5/2: c = (1 + √5 r + 5/3 r²) e^(−√5 r), c′ = −5/6 (1 + √5 r) e^(−√5 r). */
const matern52: Correlation = (s, slopes, count) => {
  for (let i = 0; i < count; i++) {
    const root = Math.sqrt(5 * s[i])
    const decay = Math.exp(-root)
    const linear = (1 + root) * decay
    s[i] = linear + ((5 / 3) * s[i]) * decay // prettier-ignore
    if (slopes !== null) slopes[i] = (-5 / 6) * linear
  }
}

/** ν = 3/2: c = (1 + √3 r) e^(−√3 r), c′ = −3/2 e^(−√3 r). */
const matern32: Correlation = (s, slopes, count) => {
  for (let i = 0; i < count; i++) {
    const root = Math.sqrt(3 * s[i])
    const decay = Math.exp(-root)
    s[i] = (1 + root) * decay
    if (slopes !== null) slopes[i] = -1.5 * decay
  }
}

/** ν = 1/2: c = e^(−r), c′ = −e^(−r) / 2r. */
const matern12: Correlation = (s, slopes, count) => {
  for (let i = 0; i < count; i++) {
    const root = Math.sqrt(Math.max(s[i], leastSquare))
    const decay = Math.exp(-root)
    if (slopes !== null) slopes[i] = (-0.5 * decay) / root
    s[i] = s[i] === 0 ? 1 : decay
  }
}

/** c = e^(−s/2), c′ = −c/2. */
const rbf: Correlation = (s, slopes, count) => {
  for (let i = 0; i < count; i++) {
    s[i] = Math.exp(-0.5 * s[i])
    if (slopes !== null) slopes[i] = -0.5 * s[i]
  }
}

export const correlations: Readonly<Record<KernelName, Correlation>> = { matern52, matern32, matern12, rbf }
