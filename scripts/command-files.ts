import {globSync} from 'node:fs'
import {join, sep} from 'node:path'

export const root = join(import.meta.dirname, '..')

/** The commands by the words that are typed (`topics list`), with their source files relative to the project. */
export function commandFiles(): {id: string; file: string}[] {
  return globSync('src/commands/**/*.ts', {cwd: root})
    .map((file) => file.replaceAll(sep, '/'))
    .map((file) => ({
      file,
      id: file
        .replace(/^src\/commands\//, '')
        .replace(/\.ts$/, '')
        .replaceAll('/', ' '),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}
