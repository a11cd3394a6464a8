import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type ts from 'typescript'
import { compilerOptions, nodeTypes } from './compiler-options.ts'

/**
 * Words that cells use for what pages have and Node.js, or older types of it, have not. The types of pages are a third of
 * all that TypeScript would read at first, and would offer and take a thousand names that no cell can use, `name`,
 * `event`, `print` and `status` among them: they come with the first of these words.
 */
const pageWords =
  /\b(?:document|window|navigator|(?:local|session)Storage|customElements|requestAnimationFrame|WebSocket|EventSource|Worker|XMLHttpRequest|Document|DocumentFragment|Element|Node|NodeList|ShadowRoot|ImageData|ImageBitmap|OffscreenCanvas|Image|MutationObserver|(?:HTML|SVG|MathML|DOM|CSS|Canvas|WebGL|GPU|RTC|IDB|Audio|Mouse|Keyboard|Pointer|Custom|Message|UI)[A-Z0-9]\w*)\b/

/** What package managers write last, beside the folders in which a new package shows. */
const installed = ['package.json', 'node_modules', 'node_modules/@types']
const installers = ['.package-lock.json', '.modules.yaml', '.yarn-state.yml', '.yarn-integrity']
const watched = [...installed, ...installers.map((name) => `node_modules/${name}`)]
const modules = /\.(?:[cm]?[jt]sx?|json)$/

/**
 * How the cells of a notebook are understood, and what tells that it has changed: its `tsconfig.json`, the packages in
 * reach, a module that has come or gone beside it. Looked at before each answer; it takes a tenth of a millisecond.
 */
export class NotebookSettings {
  readonly folder: string
  private needsPages = false
  private configs: readonly string[] = []
  private configState = ''
  private packageState = ''
  private now: ts.CompilerOptions = {}
  private changes = 0

  constructor(folder: string) {
    this.folder = folder
    this.packageState = packagesIn(folder)
    this.read()
  }

  get options(): ts.CompilerOptions {
    return this.now
  }

  /** Changes whenever what TypeScript has found out may be wrong. */
  get version(): number {
    return this.changes
  }

  /** Takes note of what a cell is about. */
  consider(code: string): void {
    if (this.needsPages || !pageWords.test(code)) return
    this.needsPages = true
    this.read()
  }

  /** Takes up what has changed on disk; whether packages may have. */
  lookAgain(): boolean {
    const packages = packagesIn(this.folder)
    const havePackagesChanged = packages !== this.packageState
    this.packageState = packages
    if (havePackagesChanged || stateOf(this.configs) !== this.configState) this.read()
    return havePackagesChanged
  }

  private read(): void {
    const { options, configs } = compilerOptions(this.folder, {
      pages: this.needsPages || nodeTypes(this.folder) === null,
    })
    this.now = options
    this.configs = configs
    this.configState = stateOf(configs)
    this.changes += 1
  }
}

/** The packages in reach of a folder, and the modules in it, as far as their coming and going shows. */
function packagesIn(folder: string): string {
  return `${stateOf(foldersAbove(folder).flatMap((above) => watched.map((name) => join(above, name))))} ${modulesIn(folder)}`
}

function foldersAbove(folder: string): readonly string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...foldersAbove(dirname(folder))]
}

function modulesIn(folder: string): string {
  try {
    return readdirSync(folder)
      .filter((name) => modules.test(name))
      .join('\0')
  } catch {
    return ''
  }
}

function stateOf(paths: readonly string[]): string {
  return paths.map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? '').join(' ')
}
