// npm run kernels: compiles kernels/*.ts (AssemblyScript) to WebAssembly inside src/lib/wire/*-code.ts. The compiler
// (100 MB) is only fetched here; a test fails if the code is older than its source.
import {execFileSync} from 'node:child_process'
import {createHash} from 'node:crypto'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

const root = join(import.meta.dirname, '..')
const compiler = 'assemblyscript@0.28.20'
const options = '-O3 --runtime stub --importMemory --enable simd --enable bulk-memory --noAssert --use abort='.split(
  ' ',
)

for (const name of ['crc32c', 'lines', 'lz4', 'print-records', 'split-random', 'unlz4']) {
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-kernels-'))
  const source = join(root, 'kernels', `${name}.ts`)
  const out = join(folder, `${name}.wasm`)
  execFileSync('npx', ['--yes', '-p', compiler, 'asc', source, '-o', out, ...options], {stdio: 'inherit', cwd: folder})
  const code = readFileSync(out)
  const hash = createHash('sha256').update(readFileSync(source)).digest('hex')
  const lines = code.toString('base64').match(/.{1,110}/g) ?? []
  writeFileSync(
    join(root, 'src/lib/wire', `${name}-code.ts`),
    `// Made by npm run kernels from kernels/${name}.ts (sha256 ${hash}).
export const ${name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Code =
${lines.map((line) => `  '${line}'`).join(' +\n')}
`,
  )
  rmSync(folder, {recursive: true})
  console.log(`${name}: ${code.length} bytes`)
}
