import { execFileSync } from 'node:child_process'

import { executorNodeOptions } from '../../../src/notebook/executors/executor-options.ts'

/** The Node.js that tests start their processes with: ANSATZ_NODE, or the one that runs the tests. */
export const nodeUnderTest = process.env['ANSATZ_NODE'] ?? process.execPath

/** The version of a Node.js, such as `22.23.3`. */
export function versionOf(node: string): string {
  return execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()
}

/** The options that the kernel gives to an executor on this Node.js. */
export function optionsFor(node: string): readonly string[] {
  return executorNodeOptions(node === process.execPath ? process.versions.node : versionOf(node))
}
