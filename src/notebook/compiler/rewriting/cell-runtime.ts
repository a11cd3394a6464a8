/** What compiled code calls. The session provides it; `$$` stands for the mark of the compiled cell. */
export interface CellRuntime {
  /** Not zero in its first element while the user wants the code to stop. */
  readonly flag: Int32Array
  /** Called by a loop that sees the flag: throws, or returns if somebody else took the interrupt. */
  stop(): void
  /**
   * Called by a loop after so many rounds: throws where the user wants the code to stop, else tells how many rounds to
   * make until the next call.
   */
  pace(rounds: number): number
  /** Called before a loop that awaits; the loop calls the result on each round, which throws once it should stop. */
  watch(): () => void
  /**
   * Before a loop over a value: the value. Of an array that iterates in a way of its own, an object that does so, which is
   * no array.
   */
  list(value: unknown): unknown
  readonly isArray: (value: unknown) => boolean
  /** For a loop that ends by itself. */
  readonly endless: Iterable<undefined>
  /** Around the operand of a top-level `await` and around the result: an interrupt rejects it. */
  settle(value: unknown): unknown
  /** The same for the rounds of a top-level `for await`. */
  iterate(values: AsyncIterable<unknown> | Iterable<unknown>): AsyncIterable<unknown>
  /** A static import: the values of the wanted exports, `*` for the namespace object. */
  load(specifier: string, wanted: readonly WantedExport[], attributes?: ImportAttributes): Promise<readonly unknown[]>
  /** `import(specifier)`. */
  dynamicImport(specifier: unknown, options?: { readonly with?: ImportAttributes }): Promise<unknown>
  /** `import.meta`. */
  readonly meta: object
  /** `require`, `__dirname` and so on: names that are not globals but that a cell has. */
  readonly environment: Readonly<Record<string, unknown>>
  /** Use of a name before the line that declares it: throws. */
  early(name: string): never
  /** `typeof` of a name that may not exist. */
  typeOf(name: string): string
  /** What lowered syntax needs (`using`, decorators), under the names that the transformer gives it. */
  readonly helpers: Readonly<Record<string, unknown>>
}

export type ImportAttributes = Readonly<Record<string, string>>

/** The name of an export. Written as `?name`, it may be missing: the cell uses it only as a type. */
export type WantedExport = string
