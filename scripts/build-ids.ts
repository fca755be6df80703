import {createHash} from 'node:crypto'
import {globSync} from 'node:fs'
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'

/**
 * Ends every bundle with a line that identifies the build. By it, bin/code-cache.js tells whether compiled code
 * belongs to the bundle, without reading all of the text.
 */
export async function writeBuildIds(dist: string): Promise<void> {
  await Promise.all(
    globSync('**/*.cjs', {cwd: dist}).map(async (name) => {
      const file = join(dist, name)
      const text = (await readFile(file, 'utf8')).replaceAll(
        // Comments, and regular expressions that esbuild leaves unchanged, so that the file can be read as Latin-1.
        /[^\0-\x7f]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
      await writeFile(file, `${text}\n//${createHash('sha256').update(text).digest('hex').slice(0, 16)}`)
    }),
  )
}
