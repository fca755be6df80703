// The entry of dist/kafkit.cjs, which bin/start.js loads. It runs in the bundle only, because scripts/bundle-program.ts
// writes the two virtual modules; from the sources, scripts/dev.ts starts the same `main`.
import {join} from 'node:path'
import {commands} from 'virtual:commands'
import {runProcess} from './lib/cli/process.ts'
import {main} from './main.ts'

/** For the commands, which are bundles of their own: so that there is one of each class and each cache. */
export {modules} from 'virtual:shared-modules'

export const start = (argv: readonly string[]): Promise<void> =>
  runProcess('kafkit', (io) => main(argv, {root: join(import.meta.dirname, '..'), commands}, io))
