import ts from 'typescript'
import type { InspectionResult } from '../ipc/language-messages.ts'

/** The type and documentation of what stands at `offset`: of the name there, else of the call around it. */
export function inspectionAt(service: ts.LanguageService, path: string, offset: number): InspectionResult {
  const info =
    service.getQuickInfoAtPosition(path, offset) ??
    (offset > 0 ? service.getQuickInfoAtPosition(path, offset - 1) : undefined)
  if (info !== undefined) return describe(text(info.displayParts), info.documentation, info.tags)
  const call = service.getSignatureHelpItems(path, offset, undefined)
  if (call === undefined) return null
  const item = call.items[call.selectedItemIndex]
  const parameters = item.parameters
    .map((parameter) => text(parameter.displayParts))
    .join(text(item.separatorDisplayParts))
  const signature = `${text(item.prefixDisplayParts)}${parameters}${text(item.suffixDisplayParts)}`
  return describe(signature, item.documentation, item.tags)
}

function describe(
  signature: string,
  documentation: ts.SymbolDisplayPart[] | undefined,
  tags: ts.JSDocTagInfo[] | undefined,
): InspectionResult {
  const paragraphs = [text(documentation), ...(tags ?? []).map(describeTag)].filter((part) => part !== '')
  return {
    plain: [signature, ...paragraphs].join('\n\n'),
    markdown: [`\`\`\`typescript\n${signature}\n\`\`\``, ...paragraphs].join('\n\n'),
  }
}

function describeTag({ name, text: parts }: ts.JSDocTagInfo): string {
  return `@${name} ${text(parts)}`.trimEnd()
}

function text(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  return ts.displayPartsToString(parts === undefined ? undefined : [...parts])
}
