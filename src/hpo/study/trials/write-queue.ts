/** Writes that run one after another while their caller goes on. */
export class WriteQueue {
  private last: Promise<void> = Promise.resolve()
  private failure: { readonly error: unknown } | null = null

  /** Runs `write` after those before it, unless one of them has failed. */
  add(write: () => Promise<void>): void {
    this.last = this.last
      .then(async () => {
        if (this.failure === null) await write()
      })
      .catch((error: unknown) => {
        this.failure = { error }
      })
  }

  /** Waits for every write so far. Throws the first failure, each time: what came after it was never written. */
  async settle(): Promise<void> {
    await this.last
    if (this.failure !== null) throw this.failure.error
  }
}
