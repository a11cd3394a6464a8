import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** An endless loop must not fill the disk: one file ends here, and only the newest files of a kernel are kept. */
const maxFileBytes = 256 * 2 ** 20
const maxFiles = 8
/** Characters gathered for one write. */
const chunkLength = 64 * 1024

/** A file that holds the whole output of one request. */
export interface SpoolFile {
  readonly path: string
  append(text: string): void
  /** Writes what is left. The file stays, unless it is not `wanted`. */
  close(wanted: boolean): void
}

/** Opens files for output that is too long to be shown, in a folder of this kernel that only its user can read. */
export class Spool {
  private folder: string | null = null
  private readonly paths: string[] = []
  private opened = 0

  /** Null when the disk takes none. @param name is a part of the file's name */
  open(name: string): SpoolFile | null {
    try {
      this.folder ??= mkdtempSync(join(tmpdir(), 'ansatz-output-'))
      const path = join(this.folder, `${name}-${++this.opened}.txt`)
      const file = spoolFile(path, openSync(path, 'wx', 0o600))
      this.paths.push(path)
      if (this.paths.length > maxFiles) rmSync(this.paths.shift()!, { force: true })
      return file
    } catch {
      return null
    }
  }
}

/**
 * Written synchronously, so that a flood of output slows down the cell and does not pile up here: while this process
 * writes it does not read, and the cell waits at the full pipe.
 */
function spoolFile(path: string, fd: number): SpoolFile {
  let texts: string[] = []
  let length = 0
  let room = maxFileBytes
  const write = (): void => {
    const bytes = Buffer.from(texts.join(''), 'utf8').subarray(0, room)
    texts = []
    length = 0
    room -= bytes.length
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at)
    } catch {
      // The disk is full: what is there stays.
      room = 0
    }
  }
  return {
    path,
    append(text) {
      if (room <= 0) return
      texts.push(text)
      length += text.length
      if (length >= chunkLength) write()
    },
    close(wanted) {
      write()
      closeSync(fd)
      if (!wanted) rmSync(path, { force: true })
    },
  }
}
