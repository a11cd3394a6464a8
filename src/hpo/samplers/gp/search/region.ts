/** A box of coordinates that a search keeps to, one entry per axis; choices are not bound by it. */
export interface Region {
  readonly center: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
}
