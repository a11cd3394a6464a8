import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'

import { murmur2 } from './murmur2.ts'

/** Any number: frontends compute with the one that `debugInfo` tells. */
const hashSeed = 0x616e7361

/**
 * The paths under which frontends know cells: a hash of their text in a folder that need not exist. JupyterLab shows a path
 * as `Cell [3]` only if it holds `ipykernel_`.
 */
export class CellPaths {
  private readonly prefix = join(tmpdir(), `ansatz_ipykernel_${process.pid}`) + sep
  private readonly suffix = '.ts'
  private readonly texts = new Map<string, string>()

  /** Of `debugInfo`. */
  get parameters(): object {
    return { hashMethod: 'Murmur2', hashSeed, tmpFilePrefix: this.prefix, tmpFileSuffix: this.suffix }
  }

  /** The path of a cell with this text, which can be asked for its text from now on. */
  add(text: string): string {
    const path = `${this.prefix}${murmur2(text, hashSeed)}${this.suffix}`
    this.texts.set(path, text)
    return path
  }

  textOf(path: string): string | null {
    return this.texts.get(path) ?? null
  }
}
