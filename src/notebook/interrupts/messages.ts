/** Thrown into a cell that the user stops. Cells may catch it to save what they have. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

export function interrupted(): Interrupted {
  return new Interrupted('The cell was interrupted.')
}
