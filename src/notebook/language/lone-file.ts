import ts from 'typescript'

/** What a program adds to its files, and TypeScript keeps out of its declarations. */
export interface ProgramFile extends ts.SourceFile {
  readonly imports: readonly ts.StringLiteralLike[]
  readonly moduleAugmentations: readonly ts.Node[]
  readonly path: ts.Path
}

/** A file as a program with a type checker makes it, without the rest of the program. */
export interface LoneFile {
  readonly path: string
  readonly text: string
  readonly file: ProgramFile
  /** The modules that it imports. */
  readonly modules: readonly string[]
  /** Whether it says nothing to other files, and what it imports is all that comes with it. */
  readonly isSelfContained: boolean
}

export function loneFile(path: string, text: string, options: ts.CompilerOptions): LoneFile {
  const alone = { ...options, noLib: true, noResolve: true, types: [] }
  const program = ts.createProgram({ rootNames: [path], options: alone, host: hostOf(text) })
  // It notes in the file what its names mean.
  program.getTypeChecker()
  const file = program.getSourceFile(path) as ProgramFile
  return { path, text, file, modules: modulesOf(file, options), isSelfContained: isSelfContained(file) }
}

/** The modules that a file of a program imports. The same name may lead elsewhere with `require`. */
export function modulesOf(file: ProgramFile, options: ts.CompilerOptions): readonly string[] {
  return file.imports.map((name) => `${ts.getModeForUsageLocation(file, name, options) ?? ''} ${name.text}`)
}

function isSelfContained(file: ProgramFile): boolean {
  const { referencedFiles, typeReferenceDirectives, libReferenceDirectives, moduleAugmentations } = file
  return [referencedFiles, typeReferenceDirectives, libReferenceDirectives, moduleAugmentations].every(
    ({ length }) => length === 0,
  )
}

function hostOf(text: string): ts.CompilerHost {
  return {
    getSourceFile: (name, how) => ts.createSourceFile(name, text, how),
    getDefaultLibFileName: () => '',
    getCurrentDirectory: () => '',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => {},
    fileExists: () => false,
    readFile: () => undefined,
    resolveModuleNameLiterals: (names) => names.map(() => ({ resolvedModule: undefined })),
  }
}
