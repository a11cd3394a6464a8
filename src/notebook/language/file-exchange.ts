import ts from 'typescript'
import { modulesOf, type LoneFile, type ProgramFile } from './lone-file.ts'

/** The ways in which a type checker and the language service ask a program for its files and for what they import. */
interface ProgramFiles {
  readonly getSourceFile: (name: string) => ts.SourceFile | undefined
  readonly getSourceFileByPath: (path: ts.Path) => ts.SourceFile | undefined
  readonly getSourceFiles: () => readonly ts.SourceFile[]
  readonly getResolvedModule: (file: ts.SourceFile, name: string, mode: ts.ResolutionMode) => unknown
  readonly getResolvedModuleFromModuleSpecifier: (specifier: ts.StringLiteralLike, file?: ts.SourceFile) => unknown
}

/** A file that has been in a program stays in the tables of its checker. So many of them are some megabytes. */
const mostExchanges = 200

/**
 * Exchanges one file of a program for another. TypeScript would make a new program for every change, whose type checker
 * joins the globals of all libraries and finds out anew what it is asked about them: 30 ms for each letter typed.
 *
 * A checker computes what it is asked when it is asked, and keeps it. A module that nobody imports changes nothing of
 * that, so that the checker is right about any other in its place that says nothing to other files and imports nothing
 * that the program has not looked for.
 */
export class FileExchange {
  readonly program: ts.Program
  private readonly place: ProgramFile
  private readonly original: ProgramFiles
  /** The modules that the program has looked for on behalf of the place. */
  private readonly known: ReadonlySet<string>
  private exchanges = 0

  /** @param place the path of the file to be exchanged: a module in the folder of those that come in its place */
  constructor(program: ts.Program, place: string) {
    this.program = program
    // Functions that need no `this`. The types of the last three are not declared.
    const files = program as unknown as ProgramFiles
    const { getSourceFile, getSourceFiles, getSourceFileByPath } = files
    const { getResolvedModule, getResolvedModuleFromModuleSpecifier } = files
    this.original = {
      getSourceFile,
      getSourceFiles,
      getSourceFileByPath,
      getResolvedModule,
      getResolvedModuleFromModuleSpecifier,
    }
    this.place = program.getSourceFile(place) as ProgramFile
    this.known = new Set(modulesOf(this.place, program.getCompilerOptions()))
  }

  /** Whether the program has all that the file imports, and nothing else has to change for it. */
  isFitFor({ isSelfContained, modules }: LoneFile): boolean {
    return isSelfContained && this.exchanges < mostExchanges && modules.every((name) => this.known.has(name))
  }

  /** Puts the file where the program has looked for it, instead of the one that was there. */
  put({ path, file }: LoneFile): void {
    this.exchanges += 1
    const { place, original } = this
    const now = (found: ts.SourceFile): ts.SourceFile => (found === place ? file : found)
    const resolving = (asked: ts.SourceFile): ts.SourceFile => (asked === file ? place : asked)
    const files = original.getSourceFiles().map(now)
    Object.assign(this.program, {
      getSourceFile: (name) => (name === path || name === file.fileName ? file : original.getSourceFile(name)),
      getSourceFileByPath: (at) => (at === file.path ? file : original.getSourceFileByPath(at)),
      getSourceFiles: () => files,
      getResolvedModule: (asked, ...rest) => original.getResolvedModule(resolving(asked), ...rest),
      getResolvedModuleFromModuleSpecifier: (specifier, asked = specifier.getSourceFile()) =>
        original.getResolvedModuleFromModuleSpecifier(specifier, resolving(asked)),
    } satisfies ProgramFiles)
  }

  /** Leaves the program as TypeScript has made it. TypeScript must find it so when it makes the next. */
  undo(): void {
    Object.assign(this.program, this.original)
  }
}
