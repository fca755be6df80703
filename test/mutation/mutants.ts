// Small wrong changes of a source file, each of which some test should notice; and the file with all of them inside, each
// behind a switch, so that one transformed file serves them all.
import ts from 'typescript'

export interface Mutant {
  /** From 1. */
  readonly line: number
  /** The code that is changed, with single blanks. */
  readonly was: string
  /** What stands there instead; `;` for a statement that is left out. */
  readonly becomes: string
}

export interface Switched {
  /** The source, in which `globalThis.mutantIsOn(i)` chooses between `mutants[i]` and what was there. */
  readonly source: string
  readonly mutants: readonly Mutant[]
}

const swapped: Partial<Record<ts.SyntaxKind, string>> = {
  [ts.SyntaxKind.LessThanToken]: '<=',
  [ts.SyntaxKind.LessThanEqualsToken]: '<',
  [ts.SyntaxKind.GreaterThanToken]: '>=',
  [ts.SyntaxKind.GreaterThanEqualsToken]: '>',
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: '!==',
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: '===',
  [ts.SyntaxKind.AmpersandAmpersandToken]: '||',
  [ts.SyntaxKind.BarBarToken]: '&&',
  [ts.SyntaxKind.PlusToken]: '-',
  [ts.SyntaxKind.MinusToken]: '+',
}

/** One mutant: `text` is the whole node in its place, what is shown may be a part of it. */
interface Change extends Omit<Mutant, 'line'> {
  readonly text: string
}

/**
 * Operators turned round, conditions that always or never hold, booleans negated, statements and elements of sets left out,
 * defaults (`a ?? b`) forgotten.
 */
function changesOf(node: ts.Node, tree: ts.SourceFile): Change[] {
  const textOf = (some: ts.Node) => some.getText(tree)
  const plain = (text: string): Change => ({was: textOf(node), becomes: text, text})
  const changes: Change[] = []
  const {parent} = node as {parent?: ts.Node}
  if (ts.isBinaryExpression(node)) {
    const {left, operatorToken, right} = node
    const other = swapped[operatorToken.kind]
    if (other !== undefined) {
      const becomes = `${textOf(left)} ${other} ${textOf(right)}`
      // An operand may bind less than the new operator; with brackets around both it is the operator alone that changes.
      changes.push({was: textOf(node), becomes, text: `(${textOf(left)}) ${other} (${textOf(right)})`})
    }
    if (operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) changes.push(plain(textOf(left)))
  }
  const isCondition =
    parent !== undefined &&
    (((ts.isIfStatement(parent) || ts.isWhileStatement(parent)) && parent.expression === node) ||
      (ts.isConditionalExpression(parent) && parent.condition === node))
  if (isCondition) changes.push(plain('true'), plain('false'))
  else if (node.kind === ts.SyntaxKind.TrueKeyword) changes.push(plain('false'))
  else if (node.kind === ts.SyntaxKind.FalseKeyword) changes.push(plain('true'))
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
    changes.push(plain(textOf(node.operand)))
  const isElementOfSet =
    parent !== undefined &&
    ts.isArrayLiteralExpression(parent) &&
    ts.isNewExpression(parent.parent) &&
    textOf(parent.parent.expression) === 'Set'
  if (isElementOfSet && !ts.isSpreadElement(node)) changes.push(plain('-99'))
  return changes
}

const isRemovable = (node: ts.Node): boolean =>
  (ts.isExpressionStatement(node) && !ts.isStringLiteral(node.expression)) ||
  ts.isBreakStatement(node) ||
  ts.isContinueStatement(node) ||
  ts.isThrowStatement(node)

export function switched(file: string, source: string): Switched {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
  const mutants: Mutant[] = []
  const insertions: {at: number; text: string; isEnd: boolean; length: number}[] = []
  const wrap = (node: ts.Node, before: string, after: string) => {
    const [start, end] = [node.getStart(tree), node.getEnd()]
    insertions.push({at: start, text: before, isEnd: false, length: end - start})
    insertions.push({at: end, text: after, isEnd: true, length: end - start})
  }
  const numbered = (node: ts.Node, {was, becomes}: Omit<Mutant, 'line'>) => {
    const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1
    return mutants.push({line, was: was.replaceAll(/\s+/g, ' '), becomes: becomes.replaceAll(/\s+/g, ' ')}) - 1
  }
  const visit = (node: ts.Node) => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return
    if (isRemovable(node)) {
      const i = numbered(node, {was: node.getText(tree), becomes: ';'})
      wrap(node, `{if (!globalThis.mutantIsOn(${i})) `, '}')
    }
    const changes = changesOf(node, tree)
    if (changes.length > 0) {
      const choices = changes.map((change) => `globalThis.mutantIsOn(${numbered(node, change)}) ? (${change.text}) : `)
      wrap(node, `(${choices.join('')}(`, '))')
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  // What encloses begins earlier and ends later. At one place ends come before beginnings.
  insertions.sort(
    (a, b) => a.at - b.at || Number(b.isEnd) - Number(a.isEnd) || (a.isEnd ? a.length - b.length : b.length - a.length),
  )
  let [text, at] = ['', 0]
  for (const insertion of insertions) {
    text += source.slice(at, insertion.at) + insertion.text
    at = insertion.at
  }
  return {source: text + source.slice(at), mutants}
}
