interface SharedVersion {
  readonly loaded?: unknown
  get(): Promise<() => unknown> | (() => unknown)
}

/** What JupyterLab and its extensions share with each other: by package, by version. */
export type ShareScope = Readonly<Record<string, Readonly<Record<string, SharedVersion>>>>

/**
 * The one copy of a package that everybody uses: the one that has been loaded, else the newest. Every bundler that makes
 * extensions chooses so for packages that may exist only once.
 */
export async function loadShared(scope: ShareScope, name: string): Promise<unknown> {
  const versions = Object.entries(scope[name] ?? {})
  const chosen = versions.toSorted(([a, one], [b, other]) => rank(other) - rank(one) || compareVersions(b, a))[0]
  if (chosen === undefined) throw new Error(`JupyterLab does not share ${name}.`)
  const create = await chosen[1].get()
  return create()
}

function rank({ loaded }: SharedVersion): number {
  return loaded ? 1 : 0
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(/[.-]/).map((part) => Number.parseInt(part, 10) || 0))
  const at = left.findIndex((part, index) => part !== (right[index] ?? 0))
  return at === -1 ? 0 : left[at] - (right[at] ?? 0)
}
