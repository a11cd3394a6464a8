import type { Debugger } from 'node:inspector'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { announcerScript } from '../ipc/debuggee.ts'
import type { DebuggeeCell, ScriptPlace } from '../ipc/debuggee.ts'
import type { CellPaths } from './cell-paths.ts'
import type { InspectorClient } from './inspector-client.ts'

/** A script in the process that runs cells. */
export interface Script {
  readonly id: string
  readonly url: string
  /** What is `hidden` is of Node.js or of the kernel; a `library` is shown and never stepped into. */
  readonly kind: 'cell' | 'module' | 'library' | 'hidden' | 'announcer'
  /** Under which frontends know it; a cell has one once it is announced. */
  path: string | null
  /** How a reader would call it. */
  name: string
  /** The text that the user wrote, where it is not a file. */
  source: string | null
  /** Where the engine can stop, in the order of the code that runs; read when somebody asks. */
  stops: Promise<readonly Stop[]> | null
}

/** A place where the engine can stop, in what runs and in what the user wrote. */
export interface Stop {
  readonly at: ScriptPlace
  readonly location: Debugger.Location
}

const kernelUrl = new URL('../', import.meta.url).href
const packageUrl = new URL('../../', import.meta.url).href

/** By these the engine knows what nobody wants to step into. The announcer has a name that none of them meets. */
export const blackboxPatterns = ['^node:', '^evalmachine', '/node_modules/', `^${escaped(packageUrl)}`]

/** The scripts that the engine has told of. */
export class Scripts {
  private readonly inspector: InspectorClient
  private readonly paths: CellPaths
  private readonly byId = new Map<string, Script>()
  private readonly byUrl = new Map<string, Script>()
  private readonly byPath = new Map<string, Script[]>()

  constructor(inspector: InspectorClient, paths: CellPaths) {
    this.inspector = inspector
    this.paths = paths
  }

  /** Takes up what `Debugger.scriptParsed` tells. */
  parsed({ scriptId: id, url }: Debugger.ScriptParsedEventDataType): Script {
    const kind = kindOf(url)
    const path = kind === 'module' || kind === 'library' ? pathOf(url) : null
    const script: Script = { id, url, kind, path, name: nameOf(path ?? url), source: null, stops: null }
    this.byId.set(id, script)
    this.byUrl.set(url, script)
    if (path !== null) this.place(script, path)
    return script
  }

  /** Takes up which cell a script is. */
  tell({ script: file, count, source }: DebuggeeCell): Script | null {
    const script = this.byUrl.get(file) ?? this.byUrl.get(urlOf(file))
    if (script === undefined) return null
    script.source = source
    script.name = `Cell [${count === 0 ? ' ' : count}]`
    if (script.path === null) this.place(script, this.paths.add(source))
    return script
  }

  get(id: string): Script | null {
    return this.byId.get(id) ?? null
  }

  at(path: string): readonly Script[] {
    return this.byPath.get(path) ?? []
  }

  /** The modules beside the notebook. */
  get modules(): readonly Script[] {
    return [...this.byId.values()].filter(({ kind }) => kind === 'module')
  }

  clear(): void {
    for (const map of [this.byId, this.byUrl, this.byPath]) map.clear()
  }

  stops(script: Script): Promise<readonly Stop[]> {
    script.stops ??= this.readStops(script)
    return script.stops
  }

  /** The places of a script in what the user wrote; null for what the compiler added. */
  places(
    { url }: Script,
    locations: readonly Debugger.Location[],
    reading: 'around' | 'next',
  ): Promise<readonly (ScriptPlace | null)[]> {
    const places = locations.map(({ lineNumber, columnNumber = 0 }) => ({
      line: lineNumber + 1,
      column: columnNumber + 1,
    }))
    return this.inspector.call('places', url, places, reading)
  }

  private async readStops(script: Script): Promise<readonly Stop[]> {
    const { locations } = await this.inspector.request<Debugger.GetPossibleBreakpointsReturnType>(
      'Debugger.getPossibleBreakpoints',
      { start: { scriptId: script.id, lineNumber: 0, columnNumber: 0 } },
    )
    const [next, around] = await Promise.all([
      this.places(script, locations, 'next'),
      this.places(script, locations, 'around'),
    ])
    // The engine returns at the end of the statement.
    const places = locations.map(({ type }, index) => (type === 'return' ? around : next)[index])
    return locations.flatMap((location, index) => {
      const at = places[index]
      return at === null ? [] : [{ at, location }]
    })
  }

  private place(script: Script, path: string): void {
    script.path = path
    const others = this.byPath.get(path)
    if (others === undefined) this.byPath.set(path, [script])
    else others.push(script)
  }
}

function kindOf(url: string): Script['kind'] {
  if (url === announcerScript) return 'announcer'
  if (!url.startsWith('file:') || url.startsWith(kernelUrl)) return 'hidden'
  if (/\/ansatz-cell-\d+$/.test(url)) return 'cell'
  if (url.includes('/node_modules/') || url.startsWith(packageUrl)) return 'library'
  // What has no ending is of the kernel: it lies beside the notebook so that imports are found from there.
  return /\.[mc]?[jt]sx?(\?|$)/.test(url) ? 'module' : 'hidden'
}

/** A file that has changed is loaded again, under a URL with a query. */
function pathOf(url: string): string {
  return fileURLToPath(url.split('?')[0])
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}

function urlOf(file: string): string {
  return pathToFileURL(file).href
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
