import ts from 'typescript'
import type { InspectionResult } from '../ipc/language-messages.ts'
import { withoutAlias } from './alias.ts'
import { definitionAt } from './definition.ts'
import { withoutPaths } from './readable-types.ts'
import type { CellFiles } from './cell-files.ts'

/** Where, and how much is wanted: 0 the type and documentation, 1 also the tags of the documentation and the definition. */
export interface InspectionPlace {
  readonly path: string
  readonly offset: number
  readonly detail: 0 | 1
}

/** The type and documentation of what stands at the place: of the name there, else of the call around it. */
export function inspectionAt(
  service: ts.LanguageService,
  files: CellFiles,
  { path, offset, detail }: InspectionPlace,
): InspectionResult {
  for (const at of offset > 0 ? [offset, offset - 1] : [offset]) {
    const info = service.getQuickInfoAtPosition(path, at)
    if (info === undefined) continue
    const about = {
      signature: withoutPaths(withoutAlias(text(info.displayParts))),
      documentation: text(info.documentation),
    }
    if (detail === 0) return describe({ ...about, tags: warnings(info.tags), definition: null })
    return describe({ ...about, tags: info.tags ?? [], definition: definitionAt(service, files, { path, offset: at }) })
  }
  return callAt(service, { path, offset, detail })
}

/** The signature of the call whose parentheses surround the place, and what is known of the argument there. */
function callAt(service: ts.LanguageService, { path, offset, detail }: InspectionPlace): InspectionResult {
  const call = service.getSignatureHelpItems(path, offset, undefined)
  if (call === undefined) return null
  const item = call.items[call.selectedItemIndex]
  const parameters = item.parameters.map(({ displayParts }) => text(displayParts))
  const list = parameters.join(text(item.separatorDisplayParts))
  const signature = `${text(item.prefixDisplayParts)}${list}${text(item.suffixDisplayParts)}`
  const others = call.items.length - 1
  const argument = item.parameters.at(Math.min(call.argumentIndex, item.parameters.length - 1))
  const aboutArgument = argument === undefined ? '' : [text(argument.displayParts), text(argument.documentation)]
  const documentation = [
    aboutArgument === '' ? '' : aboutArgument.filter((part) => part !== '').join(' — '),
    text(item.documentation),
    others === 0 ? '' : `${others} more ${others === 1 ? 'overload' : 'overloads'}`,
  ]
  return describe({
    signature: withoutPaths(signature),
    documentation: documentation.filter((part) => part !== '').join('\n\n'),
    tags: detail === 0 ? warnings(item.tags) : item.tags,
    definition: null,
  })
}

interface Description {
  readonly signature: string
  readonly documentation: string
  readonly tags: readonly ts.JSDocTagInfo[]
  readonly definition: { readonly where: string; readonly code: string } | null
}

function describe({ signature, documentation, tags, definition }: Description): InspectionResult {
  const paragraphs = [documentation, ...tags.map(describeTag)].filter((part) => part !== '')
  const plain = [signature, ...paragraphs]
  const markdown = [fence(signature), ...paragraphs]
  if (definition !== null) {
    plain.push(`${definition.where}:\n${definition.code}`)
    markdown.push(`${definition.where}:\n\n${fence(definition.code)}`)
  }
  return { plain: plain.join('\n\n'), markdown: markdown.join('\n\n') }
}

/** The tags that nobody should miss. */
function warnings(tags: readonly ts.JSDocTagInfo[] = []): readonly ts.JSDocTagInfo[] {
  return tags.filter(({ name }) => name === 'deprecated')
}

function fence(code: string): string {
  return `\`\`\`typescript\n${code}\n\`\`\``
}

function describeTag({ name, text: parts }: ts.JSDocTagInfo): string {
  return `@${name} ${text(parts)}`.trimEnd()
}

function text(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  return ts.displayPartsToString(parts === undefined ? undefined : [...parts])
}
