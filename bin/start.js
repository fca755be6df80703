// Runs the built program.
require('./code-cache.js')

import('../dist/bin.js').then(
  ({start}) => start(process.argv.slice(2)),
  (error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
    console.error('kafkit: the program is not built, run: npm run build')
    process.exit(1)
  },
)
