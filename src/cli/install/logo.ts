// The picture of kernelspec/logo-svg.svg once more, for frontends that want it as pixels. All lengths are in its units:
// the picture is 64 wide and high.
const side = 64
const cornerRadius = 13
const strokeRadius = 2
const dotRadius = 1.5
const dotEvery = 6
const minimum = { x: 26, y: 44, radius: 5.5, ring: 7 } as const

type Colour = readonly [red: number, green: number, blue: number]
type Point = readonly [x: number, y: number]
/** The four points of a cubic Bézier curve. */
type Curve = readonly [Point, Point, Point, Point]

const background: Colour = [0x12, 0x35, 0x5b]
const guess: Colour = [0x8f, 0xb8, 0xde]
const solution: Colour = [0xff, 0xff, 0xff]
const found: Colour = [0xf2, 0xa5, 0x41]

const solutionLine = flatten([
  [
    [8, 16],
    [15, 16],
    [18, 44],
    [26, 44],
  ],
  [
    [26, 44],
    [34, 44],
    [37, 26],
    [43, 26],
  ],
  [
    [43, 26],
    [49, 26],
    [51, 34],
    [57, 34],
  ],
])
const guessDots = spaced(
  flatten([
    [
      [8, 20],
      [16, 20],
      [16, 48],
      [26, 48],
    ],
    [
      [26, 48],
      [36, 48],
      [36, 22],
      [43, 22],
    ],
    [
      [43, 22],
      [50, 22],
      [50, 34],
      [57, 34],
    ],
  ]),
)

/** Samples per pixel and axis: edges become smooth. */
const samples = 3

/** The logo as `size` by `size` pixels: red, green, blue, alpha of each, row by row. */
export function drawLogo(size: number): Uint8Array {
  const pixels = new Uint8Array(size * size * 4)
  for (let index = 0; index < size * size; index++) {
    pixels.set(pixelAt({ column: index % size, row: Math.floor(index / size), unit: side / size }), index * 4)
  }
  return pixels
}

function pixelAt({ column, row, unit }: { column: number; row: number; unit: number }): number[] {
  const sum = [0, 0, 0]
  let covered = 0
  for (let sample = 0; sample < samples * samples; sample++) {
    const x = (column + ((sample % samples) + 0.5) / samples) * unit
    const y = (row + (Math.floor(sample / samples) + 0.5) / samples) * unit
    const colour = colourAt([x, y])
    if (colour === null) continue
    covered += 1
    for (const channel of [0, 1, 2]) sum[channel] += colour[channel]
  }
  const mean = sum.map((value) => Math.round(value / Math.max(1, covered)))
  return [...mean, Math.round((255 * covered) / (samples * samples))]
}

/** The topmost shape at a point; null outside the rounded square. */
function colourAt(point: Point): Colour | null {
  if (!isInside(point)) return null
  const fromMinimum = distance(point, [minimum.x, minimum.y])
  if (fromMinimum < minimum.radius) return found
  if (fromMinimum < minimum.ring) return background
  if (isNear(point, solutionLine, strokeRadius)) return solution
  return isNear(point, guessDots, dotRadius) ? guess : background
}

/** By squares, because this is asked for every sample: a square root would take most of the time. */
function isNear([x, y]: Point, others: readonly Point[], radius: number): boolean {
  return others.some(([ox, oy]) => (ox - x) ** 2 + (oy - y) ** 2 < radius ** 2)
}

function isInside([x, y]: Point): boolean {
  const dx = Math.max(cornerRadius - x, x - (side - cornerRadius), 0)
  const dy = Math.max(cornerRadius - y, y - (side - cornerRadius), 0)
  return Math.hypot(dx, dy) <= cornerRadius
}

/** Points so close to each other on the curves that circles around them make a line. */
function flatten(curves: readonly Curve[]): readonly Point[] {
  const steps = 24
  return curves.flatMap((curve) => Array.from({ length: steps + 1 }, (_, step) => pointOn(curve, step / steps)))
}

/** Bernstein's form of the curve at `t` in [0, 1]. */
function pointOn(curve: Curve, t: number): Point {
  const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3]
  const coordinate = (axis: 0 | 1): number => curve.reduce((sum, point, index) => sum + weights[index] * point[axis], 0)
  return [coordinate(0), coordinate(1)]
}

/** Some of the points of a line, a fixed length apart. */
function spaced(line: readonly Point[]): readonly Point[] {
  let travelled = 0
  let next = 0
  return line.filter((point, index) => {
    if (index > 0) travelled += distance(point, line[index - 1])
    if (travelled < next) return false
    next += dotEvery
    return true
  })
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(ax - bx, ay - by)
}
