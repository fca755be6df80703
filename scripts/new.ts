// npm run new -- KIND NAME: writes the first text of something that consists of several files.
import type {Scaffold} from './new/scaffold.ts'

const kinds: Readonly<Record<string, () => Promise<{readonly default: Scaffold}>>> = {
  tool: () => import('./new/tool.ts'),
}

const [kind = '', ...words] = process.argv.slice(2)
const load = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
if (load) {
  const {default: scaffold} = await load()
  try {
    const {files, next} = await scaffold.write(words)
    for (const file of files) console.log(`written: ${file}`)
    for (const step of next) console.log(`next: ${step}`)
  } catch (error) {
    console.error(`${(error as Error).message}\nusage: npm run new -- ${scaffold.usage}`)
    process.exitCode = 2
  }
} else {
  const usages = await Promise.all(Object.values(kinds).map(async (each) => (await each()).default.usage))
  console.error(usages.map((usage) => `usage: npm run new -- ${usage}`).join('\n'))
  process.exitCode = 2
}
