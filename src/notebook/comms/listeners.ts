import { AsyncResource } from 'node:async_hooks'
import { reportHandlerError } from './handler-errors.ts'

/** What is called with a value; it may take its time. */
export type Listener<Value> = (value: Value) => unknown

/**
 * Functions to call with news. Each runs in the context in which it was added, so that what it prints appears below the
 * cell that added it. An error in one is reported there and does not keep the others from running.
 */
export class Listeners<Value> {
  private readonly added = new Set<(value: Value) => Promise<void>>()

  /** Returns a function that takes the listener away. */
  add(listener: Listener<Value>): () => void {
    const bound = AsyncResource.bind(async (value: Value): Promise<void> => {
      try {
        await listener(value)
      } catch (error) {
        reportHandlerError(error)
      }
    })
    this.added.add(bound)
    // By this name it shows where a cell ends with the call.
    const stopListening = (): void => void this.added.delete(bound)
    return stopListening
  }

  /** Calls all of them now; resolves when the last has ended. */
  async call(value: Value): Promise<void> {
    await Promise.all([...this.added].map((listener) => listener(value)))
  }
}
