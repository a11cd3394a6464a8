/** Positions in a history by rising key; those with equal keys by position. */
export class RankedPositions<Key> {
  private readonly compare: (a: Key, b: Key) => number
  private readonly keys: Key[] = []
  private readonly positions: number[] = []

  constructor(compare: (a: Key, b: Key) => number) {
    this.compare = compare
  }

  get size(): number {
    return this.positions.length
  }

  insert(position: number, key: Key): void {
    let low = 0
    let high = this.positions.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.compare(this.keys[middle], key) || this.positions[middle] - position) < 0) low = middle + 1
      else high = middle
    }
    this.keys.splice(low, 0, key)
    this.positions.splice(low, 0, position)
  }

  /** The `count` first, none when that is negative; fewer when there are no more. */
  first(count: number): readonly number[] {
    return this.positions.slice(0, Math.max(0, count))
  }

  clear(): void {
    this.keys.length = 0
    this.positions.length = 0
  }
}
