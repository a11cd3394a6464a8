import { basename } from 'node:path'
import ts from 'typescript'
import type { CellFiles } from './cell-files.ts'

const mostLines = 40

interface Place {
  readonly path: string
  readonly offset: number
}

/** The source of what the name at the place means, and where it is; null where TypeScript does not know. */
export function definitionAt(
  service: ts.LanguageService,
  files: CellFiles,
  place: Place,
): { readonly where: string; readonly code: string } | null {
  const found = definitionOf(service, place)
  if (found === undefined) return null
  const cell = files.find(found.fileName)
  if (cell !== undefined && found.textSpan.start < cell.shift) {
    // The name was declared for this cell as `typeof import('./cell_1').name`: the last part leads to the real one.
    const end = cell.text.indexOf(';', found.textSpan.start)
    const isEnd = end < 0 || end > cell.shift || place.offset === end
    return isEnd ? null : definitionAt(service, files, { path: found.fileName, offset: end })
  }
  const text = cell?.text ?? service.getProgram()?.getSourceFile(found.fileName)?.text
  return text === undefined ? null : excerpt(found, text, cell?.shift ?? null)
}

/** `shift` is where the cell begins in `text`, or null for a file. */
function excerpt({ fileName, textSpan, contextSpan }: ts.DefinitionInfo, text: string, shift: number | null) {
  const { start, length } = contextSpan ?? textSpan
  const line = text.slice(shift ?? 0, start).split('\n').length
  const code = text.slice(start, start + length).split('\n')
  const shown = code.length > mostLines ? [...code.slice(0, mostLines), '…'] : code
  return {
    where: shift === null ? `${basename(fileName)}:${line}` : `Line ${line} of its cell`,
    code: shown.join('\n'),
  }
}

function definitionOf(service: ts.LanguageService, { path, offset }: Place): ts.DefinitionInfo | undefined {
  return service.getDefinitionAtPosition(path, offset)?.[0]
}
