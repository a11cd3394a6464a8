import { brokenBuiltIns } from './messages.ts'

/**
 * Does what the kernel does before the code of a cell runs, which does not fail. It can where a cell has overwritten
 * methods of built-in objects, which all code of the process shares: the error then says so.
 */
export function forKernel<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw brokenBuiltIns(error)
  }
}
