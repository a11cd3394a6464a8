import type { JsonObject } from '../protocol/message.ts'
import type { Audience } from './audience.ts'
import { missedElsewhere, nothingToReplay, replayHeading, replayOmitted } from './messages.ts'
import type { KeptOutput, KeptRun, OutputMemory } from './output-memory.ts'
import type { RequestEntry } from './request-book.ts'

/** A request under which outputs reach a page: one that runs, or one that waits for its turn. */
export type Reader = Pick<RequestEntry, 'id' | 'parent' | 'session'>

export interface MissedOutputParts {
  readonly memory: OutputMemory
  readonly audience: Audience
  /** Shows something to the client of a request, behind all that it has been shown. */
  readonly show: (reader: Reader, output: KeptOutput) => void
}

/** Characters of text in one replay: the Jupyter server drops all output while more than 3 MB come in three seconds. */
const maxReplayText = 1_000_000

/**
 * Brings what cells showed while their page was gone to the page that took its place.
 *
 * A page shows an output only below a request of its own, so after a reload what a cell goes on showing is lost on its
 * way. It is kept here (5 MB, the oldest goes first) and shown again
 *
 * - below a cell that is run again from the new page, before its new output; if its old run has not ended yet, at once,
 *   and what that still shows follows live;
 * - below a cell that calls `display.replay()`: all that was missed, and what those cells show from then on;
 * - below a cell that calls `display.replay(5)`: what cell [5] has shown, missed or not.
 *
 * The first cell that a new page runs tells in one line what there is to be replayed.
 */
export class MissedOutput {
  private readonly parts: MissedOutputParts
  /** Who is shown copies of what a run still shows, by its id. */
  private readonly followers = new Map<string, Reader>()
  /** By session: the runs that it has been told of. */
  private readonly told = new Map<string, Set<string>>()

  constructor(parts: MissedOutputParts) {
    this.parts = parts
  }

  /** Keeps what a cell has shown, and shows it to whoever follows that cell. */
  note(entry: RequestEntry, output: KeptOutput, bytes: number): void {
    this.parts.memory.note(entry, output, bytes)
    const follower = this.followers.get(entry.id)
    // An update finds its display wherever it is shown.
    if (follower !== undefined && output.type !== 'update_display_data') this.parts.show(follower, asCopy(output))
  }

  /** A new page wants to run a cell whose run for a page that is gone has not ended: it watches that meanwhile. */
  attach(running: RequestEntry, reader: Reader): void {
    if (!this.isAbandoned(running, reader)) return
    const run = this.parts.memory.list().find(({ entry }) => entry === running)
    if (run !== undefined) this.show([run], reader)
    this.followers.set(running.id, reader)
  }

  /** A cell begins to run: it is shown what its last run has shown to nobody, and told what others have. */
  begin(entry: RequestEntry): void {
    const { memory } = this.parts
    for (const run of entry.cellId === null ? [] : memory.listOf(entry.cellId)) {
      if (run.entry.id === entry.id) continue
      const isWatched = this.followers.get(run.entry.id)?.parent === entry.parent
      if (!isWatched && this.isUnseen(run, entry)) this.showAndFollow([run], entry)
      memory.forget(run.entry.id)
    }
    this.tell(entry)
  }

  /** `display.replay()`, or `display.replay(count)` for the newest run with that count. */
  replay(reader: RequestEntry, count: number | null): void {
    const others = this.parts.memory.list().filter(({ entry }) => entry.id !== reader.id)
    const runs =
      count === null
        ? others.filter((run) => this.isUnseen(run, reader) || this.isMissed(run, reader))
        : others.filter(({ entry }) => entry.count === count).slice(-1)
    if (runs.length > 0) this.showAndFollow(runs, reader)
    else this.parts.show(reader, textOutput(nothingToReplay(count)))
  }

  /** The cells are gone from the notebook. */
  forgetCells(cellIds: ReadonlySet<string>): void {
    const { memory } = this.parts
    for (const cellId of cellIds) for (const { entry } of memory.listOf(cellId)) memory.forget(entry.id)
  }

  private tell(entry: RequestEntry): void {
    if (!this.mayBeUnseen(entry)) return
    const told = this.told.get(entry.session) ?? new Set()
    const runs = this.parts.memory.list().filter((run) => this.isUnseen(run, entry) && !told.has(run.entry.id))
    if (runs.length === 0) return
    for (const run of runs) told.add(run.entry.id)
    // Of the pages that are gone nobody will ask again.
    for (const session of this.told.keys()) if (this.parts.audience.isGone(session)) this.told.delete(session)
    this.told.set(entry.session, told)
    this.parts.show(entry, textOutput(missedElsewhere(runs.map((run) => run.entry.count))))
  }

  private showAndFollow(runs: readonly KeptRun[], reader: Reader): void {
    this.show(runs, reader)
    for (const { entry } of runs) this.followers.set(entry.id, reader)
  }

  private show(runs: readonly KeptRun[], reader: Reader): void {
    let room = maxReplayText
    for (const { entry, dropped } of runs) {
      this.parts.show(reader, textOutput(replayHeading(entry.count, dropped)))
      for (const output of this.parts.memory.outputsOf(entry.id)) {
        const text = output.type === 'stream' ? String(output.content.text) : ''
        const fitting = text.length > room ? shortened(output, text.slice(text.length - room)) : output
        room = Math.max(0, room - text.length)
        this.parts.show(reader, asCopy(fitting))
      }
    }
  }

  /** Whether nobody has seen the end of what the run has shown. */
  private isUnseen(run: KeptRun, reader: Reader): boolean {
    const follower = this.followers.get(run.entry.id)
    if (follower !== undefined && !this.parts.audience.missed(follower.session, run.lastAt)) return false
    return this.isMissed(run, reader)
  }

  /** Whether any run could have been missed, told by few looks: this is asked before every cell. */
  private mayBeUnseen(reader: Reader): boolean {
    for (const [session, lastAt] of this.parts.memory.newestOutputs) {
      if (session !== reader.session && this.parts.audience.missed(session, lastAt)) return true
    }
    return false
  }

  private isMissed({ entry, lastAt }: KeptRun, reader: Reader): boolean {
    return this.isAbandoned(entry, reader) && this.parts.audience.missed(entry.session, lastAt)
  }

  private isAbandoned(entry: RequestEntry, reader: Reader): boolean {
    return entry.session !== reader.session && this.parts.audience.isGone(entry.session)
  }
}

/** As another cell can show it: a result belongs to the cell whose number it carries. */
function asCopy({ type, content }: KeptOutput): KeptOutput {
  if (type !== 'execute_result' && type !== 'update_display_data') return { type, content }
  const { data, metadata, transient = {} } = content
  return { type: 'display_data', content: { data, metadata, transient } }
}

function shortened({ type, content }: KeptOutput, text: string): KeptOutput {
  return { type, content: { ...content, text: `${replayOmitted()}${text}` } }
}

function textOutput(text: string): { readonly type: string; readonly content: JsonObject } {
  return { type: 'stream', content: { name: 'stderr', text } }
}
