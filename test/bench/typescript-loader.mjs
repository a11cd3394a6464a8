// node --import: lets Node run the benchmarks' TypeScript straight from the sources.
import { register } from 'node:module'

register('./typescript-hooks.mjs', import.meta.url)
