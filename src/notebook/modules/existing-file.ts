import { statSync } from 'node:fs'

const endings = ['', '.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.tsx', '/index.js']

/** TypeScript projects name what the compiler would have made of a file: `./model.js` is `model.ts`. */
const sources: readonly (readonly [made: RegExp, written: readonly string[]])[] = [
  [/\.jsx?$/, ['.ts', '.tsx']],
  [/\.mjs$/, ['.mts']],
]

/** The file that TypeScript takes for the path of an import, which may leave out the ending; null for none. */
export function existingFile(path: string): string | null {
  return candidates(path).find((file) => statSync(file, { throwIfNoEntry: false })?.isFile()) ?? null
}

function candidates(path: string): readonly string[] {
  const written = sources.flatMap(([made, kinds]) =>
    made.test(path) ? kinds.map((kind) => path.replace(made, kind)) : [],
  )
  return [...endings.map((ending) => `${path}${ending}`), ...written]
}
