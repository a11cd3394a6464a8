import ts from 'typescript'
import { withShortTypes } from './readable-types.ts'

const mostAllowed = 12
/** What TypeScript says beside a problem and helps: a forgotten await, an argument that is missing, a call that was meant. */
const helpful = new Set([2773, 6210, 6211, 6212, 6213])
const noExport = new Set([2305, 2614, 2724])

/** What is wrong, in few words: the first reason and the last, and what would be right where that is known. */
export function problemText(problem: ts.Diagnostic, checker: ts.TypeChecker): string {
  const [head, ...reasons] = ts.flattenDiagnosticMessageText(problem.messageText, '\n').split('\n')
  const last = reasons.at(-1)?.trim()
  const node = nodeAt(problem.file!, problem.start!)
  const advice = (problem.relatedInformation ?? [])
    .filter(({ code }) => helpful.has(code))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
  const missing = missingReturn(node, last)
  if (missing !== null) return withShortTypes(missing)
  const text = [
    [inWordsOfCell(head, problem.code, node), ...new Set(advice), allowedAt(node, problem.code, checker)]
      .filter(Boolean)
      .join(' '),
    ...(last === undefined ? [] : [`  ${last}`]),
  ]
  return withShortTypes(text.join('\n'))
}

function inWordsOfCell(head: string, code: number, node: ts.Node): string {
  if (noExport.has(code)) {
    const declaration = ts.findAncestor(node, ts.isImportDeclaration)
    const name = declaration?.moduleSpecifier.getText().slice(1, -1)
    return name === undefined ? head : head.replace(/'"[^"]*"'/, () => `'${name}'`)
  }
  const owner = node.parent as ts.Node | undefined
  // The file that a namespace comes from, or a key that nobody can write, says nothing.
  if (owner !== undefined && ts.isPropertyAccessExpression(owner) && / on type 'typeof import\(/.test(head))
    return head.replace(/ on type 'typeof import\("[^"]*"\)'/, () => ` on '${owner.expression.getText()}'`)
  if (code === 2741)
    return head.replace(
      /^Property '\[.*\]' is missing in type '(.+)' but required in type '(.+)'\.$/,
      "Type '$1' is not assignable to type '$2'.",
    )
  return head.replace(/^Object literal may only specify known properties, (?:but|and) /, '')
}

/** Where a function gives nothing and something is wanted, its whole type would only hide that. */
function missingReturn(node: ts.Node, last = ''): string | null {
  const wanted = /^Type 'void' is not assignable to type '(.+)'\.$/.exec(last)?.[1]
  if (wanted === undefined || functionAt(node) === undefined) return null
  return `This function returns nothing where '${wanted}' is wanted. Is a 'return' missing?`
}

/** The function that a problem is about: the one that begins there, or that the call is given whose name stands there. */
function functionAt(node: ts.Node): ts.Node | undefined {
  const around = ts.findAncestor(
    node,
    (one) => ts.isFunctionLike(one) || ts.isCallExpression(one) || ts.isStatement(one),
  )
  if (around === undefined || ts.isStatement(around)) return undefined
  return ts.isCallExpression(around) ? around.arguments.find(ts.isFunctionLike) : around
}

/** The values that would be right in place of a text that is wrong. */
function allowedAt(node: ts.Node, code: number, checker: ts.TypeChecker): string {
  if (code !== 2322 && code !== 2345 && code !== 2820) return ''
  const owner = node.parent as ts.Node | undefined
  const value = owner !== undefined && ts.isPropertyAssignment(owner) && owner.name === node ? owner.initializer : node
  if (!ts.isStringLiteral(value)) return ''
  const type = checker.getContextualType(value)
  const texts = (type?.isUnion() ? type.types : []).flatMap((one) => (one.isStringLiteral() ? [`'${one.value}'`] : []))
  return texts.length === 0 || texts.length > mostAllowed ? '' : `Allowed: ${texts.join(', ')}.`
}

/** The innermost node that begins at the place. */
function nodeAt(file: ts.SourceFile, start: number): ts.Node {
  let found: ts.Node = file
  const visit = (node: ts.Node): void => {
    if (node.getStart(file) > start || node.end <= start) return
    found = node
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(file, visit)
  return found
}
