import { createRequire } from 'node:module'

/**
 * Gives `node:util` back what tfjs-node 4.22 calls and Node 23 removed. Call it before tfjs-node is loaded.
 * Fixed upstream in tfjs#8425, which was never released (tfjs#8609).
 */
export function restoreRemovedUtil(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>
  util['isNullOrUndefined'] ??= (value: unknown): boolean => value === null || value === undefined
  util['isArray'] ??= Array.isArray
}
