import type { Clock } from '../../base/clock.ts'

/** Lets `burst` units through at once and `perSecond` in the long run. */
export class TokenBucket {
  private readonly burst: number
  private readonly perSecond: number
  private readonly clock: Clock
  private tokens: number
  private filledAt: number

  constructor({ burst, perSecond }: { readonly burst: number; readonly perSecond: number }, clock: Clock) {
    this.burst = burst
    this.perSecond = perSecond
    this.clock = clock
    this.tokens = burst
    this.filledAt = clock.now()
  }

  /** Takes `amount` if there is as much, else nothing. */
  take(amount: number): boolean {
    const now = this.clock.now()
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.filledAt) / 1000) * this.perSecond)
    this.filledAt = now
    if (amount > this.tokens) return false
    this.tokens -= amount
    return true
  }
}
