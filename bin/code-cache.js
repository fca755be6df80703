// Code that V8 compiled once is kept in the user's cache: half of the start-up time.
const {join} = require('node:path')
const {enableCompileCache} = require('node:module')
const {setFlagsFromString} = require('node:v8')

// A background compilation that runs out of heap waits for the main thread to collect garbage, and a main thread that is
// ending waits for the compilation: a process in some dozens never ended (nodejs/node#54918). Small functions are
// therefore compiled where they are used.
setFlagsFromString('--no-concurrent-sparkplug')

const {KAFKIT_CACHE_DIR, XDG_CACHE_HOME, HOME, NODE_COMPILE_CACHE} = process.env
const cache =
  KAFKIT_CACHE_DIR || (XDG_CACHE_HOME || HOME ? join(XDG_CACHE_HOME || join(HOME, '.cache'), 'kafkit') : undefined)
// Not the temporary folder, which is Node's default: others can write there.
if (!NODE_COMPILE_CACHE && cache) enableCompileCache(join(cache, 'code'))
