import { parseSync } from 'oxc-parser'

/** What a module imports when it is loaded, as it is written: `./layers.ts`, `zod`. Source that cannot be parsed: nothing. */
export function moduleSpecifiers(source: string, file: string): readonly string[] {
  const { module } = parseSync(file, source, { sourceType: 'module' })
  const imports = module.staticImports.map(({ moduleRequest }) => moduleRequest.value)
  const exports = module.staticExports.flatMap(({ entries }) =>
    entries.map(({ moduleRequest }) => moduleRequest?.value),
  )
  return [...new Set([...imports, ...exports])].filter((specifier) => specifier !== undefined)
}
