// Finds places where a program examines the text of an error, because a reworded sentence would change what it does.
import ts from 'typescript'

/** Properties that contain sentences for people. */
const usual = ['message', 'fact', 'refusal', 'brokerText', 'hint']
/** Methods of strings that examine their content. */
const looks: ReadonlySet<string> = new Set([
  ...['match', 'matchAll', 'replace', 'replaceAll', 'search', 'split', 'slice', 'substring', 'at', 'charAt'],
  ...['includes', 'startsWith', 'endsWith', 'indexOf', 'lastIndexOf'],
])
/** Methods that examine their argument. */
const looksAtArgument: ReadonlySet<string> = new Set(['test', 'exec', 'includes', 'startsWith', 'endsWith', 'indexOf'])

/**
 * Each expression that examines a sentence, with its line breaks as blanks. `more`: further properties of this file
 * that contain sentences.
 */
export function messageUses(source: string, fileName: string, more: readonly string[] = []): string[] {
  const sentences = new Set([...usual, ...more])
  if (![...sentences].some((name) => source.includes(name))) return []
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true)
  const names = taintedNames(file, sentences)
  const isSentence = (node: ts.Node): boolean => {
    const bare = withoutCasts(node)
    if (ts.isPropertyAccessExpression(bare)) return sentences.has(bare.name.text)
    if (ts.isBinaryExpression(bare)) return isSentence(bare.left) || isSentence(bare.right)
    if (ts.isCallExpression(bare) && ts.isPropertyAccessExpression(bare.expression))
      return isSentence(bare.expression.expression)
    return ts.isIdentifier(bare) && isTainted(bare, names)
  }
  const found: string[] = []
  visit(file, (node) => {
    const uses =
      ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)
        ? looksInto(node, node.expression, isSentence)
        : ts.isBinaryExpression(node)
          ? comparesWithText(node, isSentence)
          : ts.isSwitchStatement(node) && isSentence(node.expression)
    if (uses) found.push((ts.isSwitchStatement(node) ? node.expression : node).getText(file).replaceAll(/\s+/g, ' '))
  })
  return found
}

function looksInto(
  call: ts.CallExpression,
  {expression, name}: ts.PropertyAccessExpression,
  isSentence: (node: ts.Node) => boolean,
): boolean {
  const [argument] = call.arguments
  if (looks.has(name.text) && isSentence(expression)) return true
  return looksAtArgument.has(name.text) && argument !== undefined && isSentence(argument)
}

const comparisons: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
])

const comparesWithText = ({left, operatorToken, right}: ts.BinaryExpression, isSentence: (node: ts.Node) => boolean) =>
  comparisons.has(operatorToken.kind) && ((isSentence(left) && isText(right)) || (isSentence(right) && isText(left)))

const isText = (node: ts.Node) => ts.isStringLiteral(node) && node.text !== ''

type Tainted = ReadonlyMap<string, readonly ts.Node[]>

/** Names of variables and parameters that contain a sentence, each with the scopes in which it does. */
function taintedNames(file: ts.SourceFile, sentences: ReadonlySet<string>): Tainted {
  const names = new Map<string, ts.Node[]>()
  const add = (name: ts.Node, scope: ts.Node) => {
    if (!ts.isIdentifier(name)) return false
    const scopes = names.get(name.text) ?? []
    if (scopes.includes(scope)) return false
    names.set(name.text, [...scopes, scope])
    return true
  }
  const isSentence = (node: ts.Node): boolean => {
    const bare = withoutCasts(node)
    if (ts.isPropertyAccessExpression(bare)) return sentences.has(bare.name.text)
    if (ts.isBinaryExpression(bare)) return isSentence(bare.left) || isSentence(bare.right)
    return ts.isIdentifier(bare) && isTainted(bare, names)
  }
  const functions = functionsOf(file)
  // A sentence that is passed to another function of the file taints its parameter, and so on.
  for (let more = true; more;) {
    more = false
    visit(file, (node) => {
      if (ts.isBindingElement(node)) {
        const property = node.propertyName ?? node.name
        if (ts.isIdentifier(property) && sentences.has(property.text)) more = add(node.name, scopeOf(node)) || more
      } else if (ts.isVariableDeclaration(node) && node.initializer && isSentence(node.initializer)) {
        more = add(node.name, scopeOf(node)) || more
      } else if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
        const called = functions.get(node.expression.text)
        node.arguments.forEach((argument, at) => {
          const parameter = called?.parameters[at]
          if (called && parameter && isSentence(argument)) more = add(parameter.name, called) || more
        })
      }
    })
  }
  return names
}

function functionsOf(file: ts.SourceFile): ReadonlyMap<string, ts.SignatureDeclaration> {
  const functions = new Map<string, ts.SignatureDeclaration>()
  visit(file, (node) => {
    if (ts.isFunctionDeclaration(node) && node.name) functions.set(node.name.text, node)
    if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name) || !node.initializer) return
    if (ts.isArrowFunction(node.initializer)) functions.set(node.name.text, node.initializer)
  })
  return functions
}

function isTainted(name: ts.Identifier, tainted: Tainted): boolean {
  const scopes = tainted.get(name.text) ?? []
  for (let node: ts.Node = name; scopes.length > 0; node = node.parent) {
    if (scopes.includes(node)) return true
    if (ts.isSourceFile(node)) return false
  }
  return false
}

/** The function around a declaration, or the file. */
function scopeOf(node: ts.Node): ts.Node {
  let scope = node.parent
  while (!ts.isFunctionLike(scope) && !ts.isSourceFile(scope)) scope = scope.parent
  return scope
}

function withoutCasts(node: ts.Node): ts.Node {
  return ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)
    ? withoutCasts(node.expression)
    : node
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  ts.forEachChild(node, (child) => visit(child, see))
}
