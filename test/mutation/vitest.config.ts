// The unit tests with one mutant in place of the right code: MUTANT_FILE (its end), MUTANT_START, MUTANT_END, MUTANT_TEXT.
import {defineConfig} from 'vitest/config'

const {MUTANT_FILE = '', MUTANT_START = '0', MUTANT_END = '0', MUTANT_TEXT = ''} = process.env

export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre',
      transform(code, id) {
        if (MUTANT_FILE === '' || !id.split('?')[0]?.endsWith(MUTANT_FILE)) return undefined
        return code.slice(0, Number(MUTANT_START)) + MUTANT_TEXT + code.slice(Number(MUTANT_END))
      },
    },
  ],
  test: {
    // A module that was cached without the mutant, or with another one, would be taken for this one.
    fsModuleCache: false,
    include: ['test/**/*.test.ts'],
    exclude: ['test/real/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    bail: 1,
    env: {TZ: 'UTC', NO_COLOR: '1'},
  },
})
