/** The names that a residual can use. */
export interface Vocabulary {
  /** Names of the coordinates, one letter each. */
  readonly coordinates: readonly string[]
  /** Names of the network's outputs. */
  readonly unknowns: readonly string[]
  /** Numbers that never change. */
  readonly constants: Readonly<Record<string, number>>
  /** Trained coefficients, in their order. */
  readonly coefficients: readonly string[]
}
