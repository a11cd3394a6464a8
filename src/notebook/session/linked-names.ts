import type { CellNames } from '../compiler/analyze-cell.ts'
import type { Linker } from '../compiler/rewriting/rewrite-names.ts'
import type { LinkedNames } from '../ipc/executor-messages.ts'

/** What a cell gives to the notebook and takes from it: its names without those that are the same in every notebook. */
export function linkedNames({ defs, refs, writes, updates, mutates, eager }: CellNames, link: Linker): LinkedNames {
  const shared = new Set(refs.filter((name) => isShared(link(name).from)))
  const keep = (names: readonly string[]): string[] => [...new Set(names)].filter((name) => shared.has(name))
  return {
    defines: defs,
    changes: keep([...writes, ...mutates]),
    updates: keep(updates),
    uses: [...shared],
    late: refs.filter((name) => shared.has(name) && !eager.includes(name)),
  }
}

/** A name that nobody defines yet may be one that a later cell defines. */
function isShared(from: ReturnType<Linker>['from']): boolean {
  return from === 'cell' || from === 'nowhere'
}
