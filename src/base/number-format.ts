/** A number for people: four significant digits, scientific where that is shorter. `0.00012345` gives `1.234e-4`. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 1e5 || size < 1e-3) return trimZeros(value.toExponential(3)).replace('e+', 'e')
  return String(Number(value.toPrecision(4)))
}

/** A number of things for people: `1 trial`, `3 trials`. */
export function formatCount(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

/** A duration for people: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–'
  if (seconds > 0 && seconds < 0.001) return '<1 ms'
  if (seconds > 0 && seconds < 0.0995) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${pad(whole % 60)} s`
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`
}

function trimZeros(text: string): string {
  return text.replace(/\.?0+e/, 'e')
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
