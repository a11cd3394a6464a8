/** A place on an axis and the text beside it. */
export interface Tick {
  readonly value: number
  readonly label: string
}

/** The part of a numeric axis that is drawn, and how. */
export interface TickRange {
  readonly low: number
  readonly high: number
  readonly log: boolean
  /** Whether only whole numbers make sense. */
  readonly integer: boolean
}

/** Round numbers in [low, high], in order, with labels that tell them apart; about `count` of them. */
export function ticks(range: TickRange, count: number): readonly Tick[] {
  return range.log ? logTicks(range, count) : linearTicks(range, count)
}

function linearTicks({ low, high, integer }: TickRange, count: number): readonly Tick[] {
  if (low === high) return [{ value: low, label: trimmed(low) }]
  const rough = (high - low) / Math.max(1, count)
  const step = integer ? Math.max(1, niceStep(rough)) : niceStep(rough)
  const values: number[] = []
  for (let k = Math.ceil(low / step - 1e-9); k <= Math.floor(high / step + 1e-9); k += 1) {
    // The product is cleaned: 3 × 0.1 would be labelled 0.30000000000000004. The clip undoes the rounding at the ends.
    values.push(Math.min(high, Math.max(low, Number((k * step).toPrecision(12)))))
  }
  const largest = Math.max(Math.abs(low), Math.abs(high))
  return values.map((value) => ({ value, label: stepLabel(value, step, largest) }))
}

/** 1, 2 or 5 times a power of ten, nearest above three quarters of the wish. */
function niceStep(rough: number): number {
  const power = Number(`1e${Math.floor(Math.log10(rough))}`)
  const factor = rough / power
  return (factor <= 1.4 ? 1 : factor <= 3 ? 2 : factor <= 7 ? 5 : 10) * power
}

/** As many digits as the step needs, so that neighbours differ; powers of ten for very large and very small numbers. */
function stepLabel(value: number, step: number, largest: number): string {
  if (value === 0) return '0'
  const stepExponent = Math.floor(Math.log10(step) + 1e-9)
  if (largest < 1e6 && step >= 0.99e-4) return minus(value.toFixed(Math.max(0, -stepExponent)))
  const digits = Math.min(15, Math.max(0, Math.floor(Math.log10(Math.abs(value)) + 1e-9) - stepExponent))
  return scientific(value, digits)
}

function logTicks({ low, high, integer }: TickRange, count: number): readonly Tick[] {
  const first = Math.ceil(Math.log10(low) - 1e-9)
  const last = Math.floor(Math.log10(high) + 1e-9)
  if (last - first >= 2) return decades({ first, last, low, high }, count)
  const factors = last - first >= 1 ? [1, 3] : [1, 2, 5]
  const values: number[] = []
  for (let exponent = first - 1; exponent <= last; exponent += 1) {
    for (const factor of factors) values.push(Number(`${factor}e${exponent}`))
  }
  const shown = values.filter((value) => value >= low && value <= high && (!integer || Number.isInteger(value)))
  if (shown.length < 2) return linearTicks({ low, high, log: false, integer }, Math.min(count, 4))
  return shown.map((value) => ({ value, label: trimmed(value) }))
}

/** Powers of ten; every second, third, … when there are too many. */
function decades(
  { first, last, low, high }: { first: number; last: number; low: number; high: number },
  count: number,
): readonly Tick[] {
  const stride = Math.max(1, Math.ceil((last - first + 1) / Math.max(2, count)))
  const plain = first >= -2 && last <= 3
  const result: Tick[] = []
  for (let exponent = first; exponent <= last; exponent += stride) {
    const value = Math.min(high, Math.max(low, Number(`1e${exponent}`)))
    result.push({ value, label: plain ? trimmed(value) : powerOfTen(exponent) })
  }
  return result
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

function powerOfTen(exponent: number): string {
  if (exponent === 0) return '1'
  if (exponent === 1) return '10'
  const digits = Array.from(String(Math.abs(exponent)), (digit) => superscripts[Number(digit)]).join('')
  return `10${exponent < 0 ? '⁻' : ''}${digits}`
}

function trimmed(value: number): string {
  const size = Math.abs(value)
  if (value !== 0 && (size >= 1e6 || size < 1e-3)) return scientific(value, 3).replace(/\.?0+e/, 'e')
  return minus(String(Number(value.toPrecision(6))))
}

function scientific(value: number, digits: number): string {
  return minus(value.toExponential(digits).replace('e+', 'e'))
}

/** The typographic minus, which is as wide as a digit. */
function minus(text: string): string {
  return text.replaceAll('-', '−')
}
