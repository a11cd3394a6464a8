import ts from 'typescript'

interface KnownFile {
  readonly version: string
  readonly snapshot: ts.IScriptSnapshot
}

/** The files outside the notebook, each read once while it stays the same. */
export class DiskFiles {
  private readonly known = new Map<string, KnownFile>()
  private seen = 0

  /** Changes when `lookAgain` finds that a file has changed. */
  get version(): number {
    return this.seen
  }

  snapshot(path: string): ts.IScriptSnapshot | undefined {
    return this.read(path)?.snapshot
  }

  versionOf(path: string): string {
    return this.read(path)?.version ?? '0'
  }

  /**
   * Forgets the files that have changed. A module beside the notebook may at any time; those of packages only where
   * some were installed.
   */
  lookAgain(packages: boolean): void {
    for (const [path, { version }] of this.known) {
      if ((!packages && isOfPackage(path)) || versionOnDisk(path) === version) continue
      this.known.delete(path)
      this.seen += 1
    }
  }

  private read(path: string): KnownFile | undefined {
    const before = this.known.get(path)
    if (before !== undefined) return before
    const text = ts.sys.readFile(path)
    if (text === undefined) return undefined
    const file = { version: versionOnDisk(path), snapshot: ts.ScriptSnapshot.fromString(text) }
    this.known.set(path, file)
    return file
  }
}

function isOfPackage(path: string): boolean {
  return path.includes('/node_modules/')
}

function versionOnDisk(path: string): string {
  return String(ts.sys.getModifiedTime?.(path)?.getTime() ?? 0)
}
