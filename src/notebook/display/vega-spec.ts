import { type MimeBundle, vegaLiteMime } from '../../base/display.ts'

const schemaUrl = /\/schema\/(vega|vega-lite)\/v(\d+)[^/]*\.json$/

/** The newest versions whose MIME types frontends know; a later specification is drawn as this one. */
const newestVersion = 5

/**
 * The bundle of a Vega or Vega-Lite specification, recognised by its `$schema`, or of a chart builder with `toSpec()`
 * (vega-lite-api); null for every other value.
 *
 * @throws what `toSpec` throws, and TypeError for a specification that JSON cannot hold (a cycle)
 */
export function vegaSpecBundle(value: unknown): MimeBundle | null {
  const spec = hasToSpec(value) ? value.toSpec() : value
  const schema = schemaOf(spec)
  if (schema === null) return null
  const version = Math.min(schema.version, newestVersion)
  const plain = plainJson(spec) as Record<string, unknown>
  plain['$schema'] = `https://vega.github.io/schema/${schema.library}/v${version}.json`
  const isLite = schema.library === 'vega-lite'
  const mime = isLite ? vegaLiteMime.replace('.v5', `.v${version}`) : `application/vnd.vega.v${version}+json`
  return { [mime]: plain, 'text/plain': describe(plain, isLite ? 'Vega-Lite chart' : 'Vega chart') }
}

function hasToSpec(value: unknown): value is { toSpec(): unknown } {
  return typeof value === 'object' && value !== null && 'toSpec' in value && typeof value.toSpec === 'function'
}

function schemaOf(spec: unknown): { readonly library: string; readonly version: number } | null {
  if (typeof spec !== 'object' || spec === null || !('$schema' in spec) || typeof spec.$schema !== 'string') return null
  const match = schemaUrl.exec(spec.$schema)
  return match === null ? null : { library: match[1], version: Number(match[2]) }
}

/** As JSON would send it, with typed arrays as lists (JSON makes objects of them) and big integers as numbers. */
function plainJson(spec: unknown): unknown {
  return JSON.parse(
    JSON.stringify(spec, (_key, value: unknown) => {
      if (typeof value === 'bigint') return Number(value)
      return ArrayBuffer.isView(value) && !(value instanceof DataView) ? Array.from(value as Float64Array) : value
    }),
  )
}

function describe(spec: Readonly<Record<string, unknown>>, kind: string): string {
  const { title } = spec
  const text = typeof title === 'object' && title !== null && 'text' in title ? title.text : title
  if (typeof text === 'string') return `${kind}: ${text}`
  return Array.isArray(text) ? `${kind}: ${text.join(' ')}` : kind
}
