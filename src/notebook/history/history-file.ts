import { appendFile, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { homeFolder } from '../../base/home-folder.ts'
import type { HistoryRecord, HistoryStore } from './history-store.ts'

/** Above this the oldest half is dropped at the next start of a kernel: some 50,000 cells. */
const defaultMaxBytes = 8 * 2 ** 20

/** Cells that follow each other are written down together: opening a file costs a cell more than all else that is done. */
const gatherMs = 250

/**
 * The history of all kernels of this user in one file: a JSON array per line, appended with one write each, so several
 * kernels can write at once without a lock. The number of a session is the place of its line among those of its kind.
 */
export class HistoryFile implements HistoryStore {
  private readonly path: string
  private readonly maxBytes: number
  private readonly log: (line: string) => void
  private turn: Promise<void>
  private waiting: string[] = []
  private timer: NodeJS.Timeout | undefined
  private failed = false
  /** What has been read: of which file, and how far. */
  private inode: number | bigint | null = null
  private offset = 0

  constructor(path: string, options: { readonly maxBytes?: number; readonly log: (line: string) => void }) {
    this.path = path
    this.maxBytes = options.maxBytes ?? defaultMaxBytes
    this.log = options.log
    this.turn = Promise.resolve()
    this.next(() => this.prepare())
  }

  append(record: HistoryRecord): void {
    this.waiting.push(encode(record))
    this.timer ??= setTimeout(() => this.writeSoon(), gatherMs)
  }

  async read(): Promise<{ readonly records: readonly HistoryRecord[]; readonly fromStart: boolean }> {
    this.writeSoon()
    let result = { records: [] as readonly HistoryRecord[], fromStart: false }
    this.next(async () => {
      result = await this.readOn()
    })
    await this.turn
    return result
  }

  flushed(): Promise<void> {
    this.writeSoon()
    return this.turn
  }

  /** Does one thing after the other. A folder that cannot be written to costs the history, not the notebook. */
  private next(work: () => Promise<void>): void {
    this.turn = this.turn.then(work).catch((error: unknown) => {
      if (!this.failed) this.log(`the history cannot be kept in ${this.path}: ${String(error)}`)
      this.failed = true
    })
  }

  private async prepare(): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 })
    const { size } = await stat(this.path).catch(() => ({ size: 0 }))
    if (size > this.maxBytes) await this.dropOldest()
  }

  private writeSoon(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.waiting.length > 0) this.next(() => this.write())
  }

  private async write(): Promise<void> {
    await appendFile(this.path, this.waiting.splice(0).join(''), { mode: 0o600 })
  }

  private async readOn(): Promise<{ readonly records: readonly HistoryRecord[]; readonly fromStart: boolean }> {
    const file = await open(this.path, 'r').catch(() => null)
    if (file === null) return { records: [], fromStart: true }
    try {
      const { ino, size } = await file.stat()
      // Another kernel has put a shorter file in its place.
      const fromStart = ino !== this.inode || size < this.offset
      if (fromStart) this.offset = 0
      this.inode = ino
      const bytes = Buffer.alloc(size - this.offset)
      const { bytesRead } = await file.read(bytes, 0, bytes.length, this.offset)
      const end = bytes.subarray(0, bytesRead).lastIndexOf(0x0a) + 1
      this.offset += end
      return { records: decodeAll(bytes.toString('utf8', 0, end)), fromStart }
    } finally {
      await file.close()
    }
  }

  /** Writes the newest half to a new file and puts that in place of the old one; sessions keep their numbers. */
  private async dropOldest(): Promise<void> {
    const { records } = await this.readOn()
    const kept = newestHalf(numbered(records), this.maxBytes / 2)
    const fresh = `${this.path}.${process.pid}`
    await rm(fresh, { force: true })
    await appendFile(fresh, kept.map(encode).join(''), { mode: 0o600, flag: 'wx' })
    // What other kernels have appended meanwhile.
    const { records: late } = await this.readOn()
    await appendFile(fresh, late.map(encode).join(''))
    await rename(fresh, this.path)
    this.inode = null
  }
}

/**
 * Where the history is kept: `ANSATZ_HISTORY` names a file or says `off`; otherwise the system's place for state. Null
 * where it is off, or this user has no folder.
 */
export function historyPath(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  const { ANSATZ_HISTORY: chosen } = env
  if (chosen === 'off') return null
  if (chosen !== undefined && chosen !== '') return chosen
  const folder = stateFolder(env, platform)
  return folder === null ? null : join(folder, 'ansatz', 'history.jsonl')
}

function stateFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  const chosen = { win32: env.LOCALAPPDATA, darwin: undefined, linux: env.XDG_STATE_HOME }
  const system = platform === 'win32' || platform === 'darwin' ? platform : 'linux'
  if (chosen[system]) return chosen[system]
  const home = homeFolder()
  const usual = { win32: ['AppData', 'Local'], darwin: ['Library', 'Application Support'], linux: ['.local', 'state'] }
  return home === null ? null : join(home, ...usual[system])
}

/** The records with the number of each session written down. */
function numbered(records: readonly HistoryRecord[]): HistoryRecord[] {
  let newest = 0
  return records.map((record) => {
    if (record.type !== 'session') return record
    newest = record.number ?? newest + 1
    return { ...record, number: newest }
  })
}

function newestHalf(records: readonly HistoryRecord[], maxBytes: number): HistoryRecord[] {
  let bytes = 0
  let first = records.length
  while (first > 0 && bytes <= maxBytes) bytes += Buffer.byteLength(encode(records[--first]))
  const ids = new Set(records.slice(first).map(({ id }) => id))
  // The lines that begin the sessions whose cells stay, and the newest of all, because counting goes on from it.
  const last = records.findLast(({ type }) => type === 'session')
  const starts = records.slice(0, first).filter((record) => record.type === 'session')
  return [...starts.filter((record) => record === last || ids.has(record.id)), ...records.slice(first)]
}

const letters = { session: 's', input: 'i', output: 'o' } as const

function encode(record: HistoryRecord): string {
  const fields =
    record.type === 'session'
      ? [letters.session, record.id, ...(record.number === undefined ? [] : [record.number])]
      : [letters[record.type], record.id, record.count, record.text]
  return `${JSON.stringify(fields)}\n`
}

function decodeAll(text: string): HistoryRecord[] {
  return text.split('\n').flatMap((line) => decode(line) ?? [])
}

/** A line that is none of ours, or only a part of one, says nothing. */
function decode(line: string): HistoryRecord | null {
  try {
    const [letter, id, number, text] = JSON.parse(line) as readonly unknown[]
    if (typeof id !== 'string') return null
    if (letter === letters.session) return { type: 'session', id, ...(typeof number === 'number' && { number }) }
    if (typeof number !== 'number' || typeof text !== 'string') return null
    if (letter === letters.input) return { type: 'input', id, count: number, text }
    return letter === letters.output ? { type: 'output', id, count: number, text } : null
  } catch {
    return null
  }
}
