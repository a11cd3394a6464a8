import { fileURLToPath } from 'node:url'

import { compileModule } from '../compiler/compile-module.ts'
import type { CompiledModule } from '../compiler/compile-module.ts'
import { dialectOf } from './dialect-of.ts'
import type { ProjectConfig } from './project-config.ts'

// By way of the folder, because the build joins this module into a file of another one.
const { href } = new URL('../modules/lowering-helpers.js', import.meta.url)
const helpers = { url: href, file: fileURLToPath(href) }

export interface LocalModule {
  readonly file: string
  readonly project: ProjectConfig
  /** A file that is required may have `require` and `module`; one that is imported is an ES module if its name is not. */
  readonly isRequired: boolean
}

/** Compiles a TypeScript file beside the notebook as the cells are compiled. */
export function compileLocalModule(source: string, { file, project, isRequired }: LocalModule): CompiledModule {
  const format = file.endsWith('.cts') ? 'commonjs' : isRequired ? null : 'module'
  return compileModule(source, { file, dialect: dialectOf(project), helpers, format })
}
