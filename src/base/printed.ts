/**
 * The method by which a value gives its text to `console.log`, and to notebooks that have nothing richer. The symbol is
 * Node's; here it costs no import.
 */
export const printSymbol: unique symbol = Symbol.for('nodejs.util.inspect.custom')

/** Makes consoles and notebooks print `text()` in place of the insides of `value`. Returns `value`. */
export function printedAs<Value extends object>(value: Value, text: () => string): Value {
  return Object.defineProperty(value, printSymbol, { value: text })
}
