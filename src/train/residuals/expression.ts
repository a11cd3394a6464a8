/** What a residual is computed from, as data. */
export type Expression =
  | { readonly kind: 'constant'; readonly value: number }
  /** The coordinate of this number. */
  | { readonly kind: 'input'; readonly axis: number }
  /** A derivative of an output of the network; `orders` holds one order per coordinate, all 0 for the output itself. */
  | { readonly kind: 'partial'; readonly output: number; readonly orders: readonly number[] }
  /** A trained coefficient of the equation. */
  | { readonly kind: 'parameter'; readonly index: number }
  | {
      readonly kind: 'unary'
      readonly op: 'neg' | 'sin' | 'cos' | 'exp' | 'log' | 'tanh' | 'sqrt' | 'abs'
      readonly argument: Expression
    }
  | {
      readonly kind: 'binary'
      readonly op: 'add' | 'sub' | 'mul' | 'div' | 'pow'
      readonly left: Expression
      readonly right: Expression
    }
