import { describeValue, InputError } from './errors.ts'

const millisecondsPer = { ms: 1, s: 1e3, min: 60e3, h: 3600e3, d: 86_400e3 } as const

type Unit = keyof typeof millisecondsPer

/** Other spellings that people type. A lone `m` is minutes, as in `1h 30m`. */
const spellings: Readonly<Record<string, Unit>> = {
  sec: 's',
  second: 's',
  seconds: 's',
  m: 'min',
  minute: 'min',
  minutes: 'min',
  hour: 'h',
  hours: 'h',
  day: 'd',
  days: 'd',
}

const whole = /^(?:\s*(?:\d+(?:\.\d+)?|\.\d+)\s*[a-z]+)+\s*$/i
const part = /(\d+(?:\.\d+)?|\.\d+)\s*([a-z]+)/gi

/**
 * Milliseconds in a duration: a number is taken as milliseconds, a text is one or more numbers with units, as in `'2h'`,
 * `'30 s'`, `'1 h 30 min'`, `'250 ms'`.
 *
 * @throws InputError `base/bad-duration` for anything that is not a positive, finite duration
 */
export function parseDuration(duration: number | string): number {
  const milliseconds = typeof duration === 'string' ? parseText(duration) : duration
  if (typeof milliseconds === 'number' && milliseconds > 0 && Number.isFinite(milliseconds)) return milliseconds
  throw new InputError('base/bad-duration', {
    what: `${describeValue(duration)} is not a duration.`,
    allowed: "a positive number of milliseconds, or a text such as '30 s', '5 min', '2h', '1 h 30 min'",
    advice: 'Units are ms, s, min, h and d. Leave the duration out for no limit.',
    details: { value: duration },
  })
}

/** NaN when the text is not entirely made of numbers with known units. */
function parseText(text: string): number {
  if (!whole.test(text)) return Number.NaN
  let total = 0
  for (const [, amount, unit] of text.matchAll(part)) total += Number(amount) * unitSize(unit.toLowerCase())
  return total
}

function unitSize(name: string): number {
  const unit = Object.hasOwn(spellings, name) ? spellings[name] : name
  return Object.hasOwn(millisecondsPer, unit) ? millisecondsPer[unit as Unit] : Number.NaN
}
