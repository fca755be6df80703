import {readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {root} from './command-files.ts'

const folder = join(root, 'src/lib/practice-broker/services')
const file = join(folder, 'all.ts')

/** The text of services/all.ts: a bundle needs a list, and this way it need not be kept by hand. */
export function serviceListText(): string {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && name !== 'all.ts')
    .map((name) => name.slice(0, -3))
    .sort()
  const exported = (name: string) => `${name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Service`
  return `// Written by npm run build from the files beside it: one an API, exporting its name and \`Service\`.
${names.map((name) => `import {${exported(name)}} from './${name}.ts'\n`).join('')}
export const makeServices = [
${names.map((name) => `  ${exported(name)},\n`).join('')}]
`
}

export const writeServiceList = (): void => writeFileSync(file, serviceListText())
