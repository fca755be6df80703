// Small wrong changes of a source file, each of which some test should notice.
import ts from 'typescript'

export interface Mutant {
  readonly start: number
  readonly end: number
  readonly replacement: string
  /** From 1. */
  readonly line: number
  readonly was: string
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

/**
 * Operators turned round, conditions that always or never hold, booleans negated, statements and elements of sets left out,
 * defaults (`a ?? b`) forgotten.
 */
export function mutantsOf(file: string, source: string): Mutant[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
  const mutants: Mutant[] = []
  const add = (start: number, end: number, replacement: string) => {
    const line = tree.getLineAndCharacterOfPosition(start).line + 1
    mutants.push({start, end, replacement, line, was: source.slice(start, end)})
  }
  const replace = (node: ts.Node, replacement: string) => add(node.getStart(tree), node.getEnd(), replacement)
  const visit = (node: ts.Node) => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return
    if (ts.isBinaryExpression(node)) {
      const other = swapped[node.operatorToken.kind]
      if (other !== undefined) replace(node.operatorToken, other)
      if (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) replace(node, node.left.getText(tree))
    }
    if (ts.isIfStatement(node) || ts.isWhileStatement(node)) {
      replace(node.expression, 'true')
      replace(node.expression, 'false')
    }
    if (ts.isConditionalExpression(node)) {
      replace(node.condition, 'true')
      replace(node.condition, 'false')
    }
    if (node.kind === ts.SyntaxKind.TrueKeyword) replace(node, 'false')
    if (node.kind === ts.SyntaxKind.FalseKeyword) replace(node, 'true')
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      replace(node, node.operand.getText(tree))
    if (ts.isExpressionStatement(node)) replace(node, ';')
    if (ts.isBreakStatement(node) || ts.isContinueStatement(node) || ts.isThrowStatement(node)) replace(node, ';')
    if (ts.isNewExpression(node) && node.expression.getText(tree) === 'Set') {
      const [list] = node.arguments ?? []
      if (list && ts.isArrayLiteralExpression(list))
        for (const element of list.elements) if (!ts.isSpreadElement(element)) replace(element, '-99')
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return mutants
}
