/**
 * Rewrites a module that esbuild has made CommonJS, so that its exports are plain properties. esbuild makes getters
 * behind getters, with six helpers in each module: setting these up took a tenth of a short command, and every use of an
 * import is two calls. The only differences are imports in a circle and exported variables that change, and the
 * project has neither. Throws if the code does not look like esbuild's.
 */
export function withPlainExports(code: string, name: string): string {
  const head =
    /^(var __[^]*?)^var (\w+) = \{\};\n__export\(\2, \{\n([^]*?)\n\}\);\nmodule\.exports = __toCommonJS\(\2\);\n/m
  const [all, helpers, , getters] = head.exec(code) ?? []
  if (all === undefined || helpers === undefined || getters === undefined) {
    if (code.includes('__export')) throw new Error(`esbuild writes exports in another way: ${name}`)
    return code
  }
  // What a module of the project exports is a namespace already.
  const body = code.replace(all, '').replaceAll(/__toESM\((require\("\.[^"]*\.ts"\))\)/g, '$1')
  const exported = getters.replaceAll(/^( *[\w$]+): \(\) => /gm, '$1: ')
  // Others of the helpers may be needed by the module itself: for namespaces of packages, or for `using`.
  const isNeeded = [...helpers.matchAll(/^var (\w+) =/gm)].some(([, helper = '']) => body.includes(helper))
  return `${isNeeded ? helpers : ''}${body}\nmodule.exports = {__esModule: true,\n${exported}\n}\n`
}
