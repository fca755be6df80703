// Runs the built program.
require('./code-cache.js')

let start
try {
  ;({start} = require('../dist/kafkit.cjs'))
} catch (error) {
  if (error.code !== 'MODULE_NOT_FOUND' || !/dist.kafkit/.test(error.message)) throw error
  console.error('kafkit: the program is not built, run: npm run build')
  process.exit(1)
}
void start(process.argv.slice(2))
