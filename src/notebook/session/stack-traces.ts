import { fileURLToPath } from 'node:url'

import type { ModuleSources } from '../modules/module-sources.ts'
import type { CellPosition, CellSources } from './cell-sources.ts'

const ownFolder = fileURLToPath(new URL('.', import.meta.url))
const notebookFolder = fileURLToPath(new URL('../', import.meta.url))
const packageFolder = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Makes every stack trace speak of cells: `Cell [3], line 2, column 5`. Frames of the kernel and of Node.js below the
 * cell are left out. Stacks without a cell stay as V8 prints them.
 */
export function installStackTraces(sources: CellSources, modules: ModuleSources): void {
  Error.prepareStackTrace = (error, sites) => {
    const found = cellFrames(sites, sources) ?? foreignFrames(sites)
    const frames = found.map((frame) => inModule(frame, modules))
    return [headerOf(error), ...frames.map((frame) => `    at ${frame}`)].join('\n')
  }
}

/** How a place in a cell is written in a stack trace. `readCellPosition` reads it. */
function writeCellPosition({ count, line, column }: CellPosition): string {
  return `Cell [${count}], line ${line}, column ${column}`
}

export function readCellPosition(frame: string): CellPosition | null {
  const found = /Cell \[(\d+)\], line (\d+), column (\d+)\)?$/.exec(frame)
  return found && { count: Number(found[1]), line: Number(found[2]), column: Number(found[3]) }
}

/** Whether a printed frame is of Node.js or of this kernel, which no reader of a notebook can do anything about. */
export function isHiddenFrame(frame: string): boolean {
  return ['node:internal/', '[nodejs.internal.', notebookFolder].some((hidden) => frame.includes(hidden))
}

/** Whether a printed frame is of this package, in the kernel's copy or in another one, or of what it calls in between. */
export function isLibraryFrame(frame: string): boolean {
  return frame.includes(packageFolder) || /[\\/]ansatz[\\/]dist[\\/]|\(<anonymous>\)$/.test(frame)
}

function cellFrames(sites: readonly NodeJS.CallSite[], sources: CellSources): readonly string[] | null {
  const last = sites.findLastIndex((site) => sources.isCell(site.getFileName()))
  if (last === -1) return null
  return sites.slice(0, last + 1).flatMap((site) => frameOf(site, sources) ?? [])
}

/** A stack without a cell: as it is, but for what this process adds below its own functions. */
function foreignFrames(sites: readonly NodeJS.CallSite[]): readonly string[] {
  const isOurs = (site: NodeJS.CallSite): boolean => isOwn(pathOf(site.getFileName()))
  const shown = sites.some(isOurs) ? sites.filter((site) => !isInternal(site.getFileName())) : sites
  return shown.map(textOf)
}

function frameOf(site: NodeJS.CallSite, sources: CellSources): string | null {
  const file = site.getFileName()
  if (!sources.isCell(file)) return isInternal(file) ? null : textOf(site)
  const line = site.getLineNumber()
  const column = site.getColumnNumber()
  if (line === null || column === null) return null
  // Code that the compiler added: the loop guards and the wrapper of the cell.
  const position = sources.locate(file, { line, column })
  if (position === null) return null
  const name = nameIn(textOf(site))
  return name === null ? writeCellPosition(position) : `${name} (${writeCellPosition(position)})`
}

/** The function of a frame, if it has a name of its own: V8 makes one up of what the compiler has put around it. */
function nameIn(frame: string): string | null {
  const name = /^(.*) \(/.exec(frame)?.[1].replace(/\$\$+(?:cell|late)\./, '')
  return name === undefined || name.includes('$$') ? null : name
}

const moduleFrame = /(file:\/\/[^\s()?]+\.m?tsx?)(?:\?[^\s():]*)?:(\d+):(\d+)/

/** A frame with the place in the text of a TypeScript module instead of that in what runs. */
function inModule(frame: string, modules: ModuleSources): string {
  const found = moduleFrame.exec(frame)
  if (found === null) return frame
  const file = fileURLToPath(found[1])
  const at = modules.locate(file, { line: Number(found[2]), column: Number(found[3]) })
  return at === null ? frame : frame.replace(found[0], () => `${file}:${at.line}:${at.column}`)
}

/** As V8 prints a frame. Its type does not say that it can. */
function textOf(site: NodeJS.CallSite): string {
  return (site as { toString(): string }).toString()
}

function isInternal(file: string | null | undefined): boolean {
  const path = pathOf(file)
  return path.startsWith('node:internal') || isOwn(path)
}

function isOwn(path: string): boolean {
  return path.startsWith(ownFolder)
}

function pathOf(file: string | null | undefined): string {
  return file?.startsWith('file:') ? fileURLToPath(file) : (file ?? '')
}

function headerOf(error: unknown): string {
  try {
    // As V8 does it: what `console.trace` passes is no error and would be [object Object].
    return Error.prototype.toString.call(error)
  } catch {
    return 'Error'
  }
}
