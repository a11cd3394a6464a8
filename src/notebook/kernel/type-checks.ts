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
    void this.language.check(code, false).then((problems) => {
      if (problems.length > 0) this.warn(id, typesWarned(problems))
    })
    return null
  }
}

function refusal(problems: readonly TypeProblem[]): ErrorReport | null {
  return problems.length === 0 ? null : typesRefused(problems)
}
