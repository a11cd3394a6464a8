import { createRequire } from 'node:module'

/**
 * What tslab's protocol module exports while its kernel runs: how `tslab.display` reaches the frontend. Unlike that
 * public interface it takes bundles of several formats and any display id. Null until the first cell runs.
 */
export interface TslabProtocol {
  lastWriteDisplayData: ((message: TslabDisplay, update?: boolean) => void) | null
}

interface TslabDisplay {
  readonly data: Readonly<Record<string, unknown>>
  readonly metadata: Readonly<Record<string, unknown>>
  readonly transient: { readonly display_id: string | undefined }
}

const protocolFile = /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/

/** The protocol modules of the copies of tslab that this process has loaded: usually none, or one. */
export function loadedTslab(): readonly TslabProtocol[] {
  const { cache } = createRequire(import.meta.url)
  return Object.keys(cache).flatMap((file) => {
    if (!protocolFile.test(file)) return []
    const protocol = cache[file]?.exports as Partial<TslabProtocol> | undefined
    return protocol?.lastWriteDisplayData === undefined ? [] : [protocol as TslabProtocol]
  })
}

/** A `DisplayHost`, written out because that module imports this one. */
interface TslabHost {
  display(
    data: Readonly<Record<string, unknown>>,
    options?: {
      readonly displayId?: string
      readonly update?: boolean
      readonly metadata?: Readonly<Record<string, unknown>>
    },
  ): void
}

/** The display of the tslab kernel, when this program runs in one of its cells; null elsewhere. */
export function tslabHost(): TslabHost | null {
  // Set by tslab's executor, and by nothing else: a program that only imports tslab has no display.
  if (!('__tslab__' in globalThis)) return null
  const protocol = loadedTslab().find(({ lastWriteDisplayData }) => lastWriteDisplayData !== null)
  if (protocol === undefined) return null
  return {
    display(data, { displayId, update = false, metadata = {} } = {}) {
      protocol.lastWriteDisplayData?.({ data, metadata, transient: { display_id: displayId } }, update)
    },
  }
}
