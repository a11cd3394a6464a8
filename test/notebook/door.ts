import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A door at which code of a cell waits until the test opens it, however long the machine takes for what the test does
 * meanwhile.
 */
export class Door {
  private readonly file: string

  /** `folder` may be any that the test removes. */
  constructor(folder: string) {
    this.file = join(folder, `door-${randomUUID()}`)
  }

  /** An expression of a cell. */
  get isShut(): string {
    return `!process.getBuiltinModule('node:fs').existsSync(${JSON.stringify(this.file)})`
  }

  /** A statement that keeps the process of the cell busy. */
  get spin(): string {
    return `while (${this.isShut});`
  }

  /** A statement that leaves the event loop of that process free. */
  get rest(): string {
    return `while (${this.isShut}) await new Promise((resolve) => setTimeout(resolve, 5));`
  }

  open(): void {
    writeFileSync(this.file, '')
  }
}
