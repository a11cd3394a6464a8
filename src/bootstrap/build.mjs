// npm run build: compile src to dist.
import { build, installPackages } from './project.mjs'

installPackages()
build()
