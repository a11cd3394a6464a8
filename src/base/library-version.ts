import { readFileSync } from 'node:fs'

const manifest = new URL('../../package.json', import.meta.url)

/** The version of this package. It is two folders up, from the sources and from what is built of them alike. */
export const libraryVersion = (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version
