import type { Dialect } from '../compiler/syntax/dialect.ts'
import { lowerDecorators } from './lower-decorators.ts'
import type { ProjectConfig } from './project-config.ts'

export function dialectOf({ jsx, legacyDecorators }: ProjectConfig): Dialect {
  return { jsx, legacyDecorators, lowerDecorators }
}
