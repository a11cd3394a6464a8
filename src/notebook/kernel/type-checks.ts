import type { ErrorReport } from '../ipc/executor-messages.ts'
import type { TypeProblem } from '../ipc/language-messages.ts'
import type { LanguageClient } from './language-client.ts'
import { typesRefused, typesWarned } from './messages.ts'

/** What happens to a cell with type errors: nothing, a note below it while it runs, or it does not run. */
export type TypesMode = 'off' | 'warn' | 'error'

const directive = /^[ \t]*\/\/[ \t]*@types[ \t]+(off|warn|error)[ \t]*$/gm

/** Checks the types of cells beside running them. A line `// @types error` in a cell sets the mode from there on. */
export class TypeChecks {
  private readonly language: LanguageClient
  private readonly warn: (parent: string, text: string) => void
  private mode: TypesMode
  /** The cells whose check has not come back, and the name that each has failed for. */
  private readonly pending = new Map<string, string | null>()

  /** `warn` shows a text below the cell of the request `parent`, also when the cell has ended. */
  constructor(language: LanguageClient, initial: string | undefined, warn: (parent: string, text: string) => void) {
    this.language = language
    this.warn = warn
    this.mode = initial === 'off' || initial === 'error' ? initial : 'warn'
  }

  /** Resolves to the reason why the cell must not run, or is null at once: a cell never waits to be warned about. */
  admit({ id, code }: { readonly id: string; readonly code: string }): Promise<ErrorReport | null> | null {
    for (const [, mode] of code.matchAll(directive)) this.mode = mode as TypesMode
    if (this.mode === 'off') return null
    if (this.mode === 'error') return this.language.check(code, true).then(refusal)
    this.pending.set(id, null)
    void this.language.check(code, false).then((problems) => this.checked(id, problems))
    return null
  }

  /** Tells how a cell has ended. */
  ended(id: string, error: ErrorReport | null): void {
    if (this.pending.has(id)) this.pending.set(id, nameNotDefined(error))
  }

  private checked(id: string, problems: readonly TypeProblem[]): void {
    const missing = this.pending.get(id) ?? null
    this.pending.delete(id)
    const news = problems.filter((problem) => missing === null || !isAboutName(problem, missing))
    if (news.length > 0) this.warn(id, typesWarned(news))
  }
}

/** The name that a cell has failed for: its error says so, and nobody wants to read it twice. */
function nameNotDefined(error: ErrorReport | null): string | null {
  if (error?.ename !== 'ReferenceError') return null
  return /^(\S+) is not defined$/.exec(error.evalue)?.[1] ?? null
}

/** Pages define names that Node.js does not, as `print` and `name`: TypeScript then speaks of how they are used. */
function isAboutName({ code, message, sourceLine }: TypeProblem, name: string): boolean {
  if (code === 2304 || code === 2552) return message.startsWith(`Cannot find name '${name}'.`)
  return sourceLine.split(/[^\p{ID_Continue}$]+/u).includes(name)
}

function refusal(problems: readonly TypeProblem[]): ErrorReport | null {
  return problems.length === 0 ? null : typesRefused(problems)
}
