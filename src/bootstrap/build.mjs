// npm run build: compile src to dist.
import { build } from './compile.mjs'
import { installPackages } from './project.mjs'

installPackages()
await build()
