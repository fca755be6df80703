#!/usr/bin/env node
// Runs the program from its TypeScript sources: npx node bin/dev.js topics list
import('../scripts/dev.ts').catch((error) => {
  if (error.code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw error
  console.error(`the sources need Node 24, and this is ${process.version}: npx node ${process.argv.slice(1).join(' ')}`)
  process.exitCode = 1
})
