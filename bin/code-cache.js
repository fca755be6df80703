// Loads a bundled program together with the code that V8 compiled for it in earlier runs. Node's own compile cache keeps
// what was compiled while a file was loaded; but most functions are compiled when they are first called, and that is a
// third of a short command's time of its own. So the cache is written here, at the end of a run.
const fs = require('node:fs')
const {join, posix} = require('node:path')
const {createRequire, enableCompileCache, isBuiltin} = require('node:module')
const vm = require('node:vm')

// A background compilation that runs out of heap waits for the main thread to collect garbage, and a main thread that is
// ending waits for the compilation: a process in some dozens never ended (nodejs/node#54918). Small functions are
// therefore compiled where they are used. (V8 takes no offence at code that was kept under the other setting.) What is over
// before that has no heap to run out of, and need not load node:v8.
setTimeout(() => require('node:v8').setFlagsFromString('--no-concurrent-sparkplug'), 50).unref()

const {KAFKIT_CACHE_DIR, XDG_CACHE_HOME, HOME, NODE_COMPILE_CACHE} = process.env
// Not the temporary folder: others can write there.
const [home, ...parts] = KAFKIT_CACHE_DIR
  ? [KAFKIT_CACHE_DIR]
  : XDG_CACHE_HOME
    ? [XDG_CACHE_HOME, 'kafkit']
    : [HOME, '.cache', 'kafkit']
const cache = home && join(home, ...parts, 'code')
// bun, which says that it is Node, has another engine: its code is of no use to V8.
const {bun} = process.versions
const folder = cache && join(cache, `${bun ? `bun-${bun}` : process.version}-${process.arch}`)
const dist = join(__dirname, '../dist')

/** Every file of the build ends with a line that no other build has: `//` and this many digits. */
const idLength = 16
/** id, how much code there was when it was written, for which options, and zeros: what follows lies where V8 wants it. */
const headerLength = 32
/**
 * The first run of a command need not call what the later ones do. One with options that were not given before adds what
 * it calls; and now and then one looks whether it called more than is kept: that takes 2 ms, too much for all of them. (By
 * its process id is no chance: a loop that starts one process after the other may get every eighth id, and never look.)
 */
const options = optionBits(process.argv)
const looks = Math.random() < 1 / 8
// Bytes; the same run differs by some hundreds. No share of all, in which is what Node loads for itself and for NODE_OPTIONS.
const grown = 8192
const failed = 'failed'

/** Commands whose time goes by with records, of which there may be millions. */
const streams = /consume\b|produce\b|console-|perf|verif|e2e|dump-log|^records\b/
/** What V8 does for the sake of what comes later: two more compilers, and looking through the heap while the program runs. */
const forLater = ['maglev', 'opt', 'incremental-marking']
let isProvident = true
/** The timer after which V8 is told to wait. */
let waiting

const modules = new Map()
const unwritten = []

/**
 * Runs a file of the build (`apache/kafka-topics.cjs`) and gives its exports. `kind` says in a word what the run does: it
 * has a cache of its own.
 */
exports.load = function load(path, kind) {
  const known = modules.get(path)
  if (known) return known.exports
  const file = join(dist, path)
  const source = fs.readFileSync(file, 'latin1') // the build writes ASCII only
  const id = source.slice(-idLength)
  const name = path.replaceAll('/', '.')
  if (modules.size === 0 && !streams.test(path) && !streams.test(kind)) postponeWhatIsForLater()
  const own = read(`${name}@${kind}`, id)
  const found = own ?? read(`${name}@${failed}`, id)
  // Code was kept under V8's own settings, against which it is checked.
  const before = isProvident
  beProvident(true)
  const script = new vm.Script(`(function(exports,require,module,__filename,__dirname){${source}\n})`, {
    filename: file,
    cachedData: found?.data,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  beProvident(before)
  const isUsed = found !== undefined && !script.cachedDataRejected
  const isOwn = isUsed && found === own
  const isNew = !isOwn || (options & ~own.options) !== 0
  if (folder && (isNew || looks)) {
    if (unwritten.length === 0) writeLater()
    unwritten.push({
      script,
      name,
      kind,
      id,
      isUsed,
      isNew,
      options: isOwn ? options | own.options : options,
      before: own?.codeSize,
    })
  }
  const module = {exports: {}}
  modules.set(path, module)
  const folderOfIt = posix.dirname(path)
  let packages
  const requirePackage = () => {
    // Node's to load and to keep, and to compile without delay.
    beProvidentFromNow()
    if (!packages && !NODE_COMPILE_CACHE && cache) enableCompileCache(cache)
    return (packages ??= createRequire(file))
  }
  const requireAny = (request) => {
    if (request.startsWith('.')) return load(posix.join(folderOfIt, request), kind)
    return isBuiltin(request) ? require(request) : requirePackage()(request)
  }
  requireAny.resolve = (...request) => requirePackage().resolve(...request)
  script.runInThisContext().call(module.exports, module.exports, requireAny, module, file, join(dist, folderOfIt))
  return module.exports
}

function read(of, id) {
  if (!folder) return undefined
  let bytes
  try {
    bytes = fs.readFileSync(join(folder, of))
  } catch {
    return undefined
  }
  if (bytes.length < headerLength || bytes.latin1Slice(0, idLength) !== id) return undefined
  return {
    codeSize: bytes.readUInt32LE(idLength),
    options: bytes.readInt32LE(idLength + 4),
    data: bytes.subarray(headerLength),
  }
}

/** At the end; or after a second, when this run may be one that goes on for days and is then killed. */
function writeLater() {
  let isWritten = false
  const write = (code) => {
    if (isWritten) return
    isWritten = true
    beProvidentFromNow()
    // Bytecode of everything, ours or Node's.
    const codeSize = require('node:v8').getHeapCodeStatistics().bytecode_and_metadata_size
    for (const one of unwritten) if (one.isNew || codeSize > one.before + grown) writeOne(one, code, codeSize)
  }
  setTimeout(write, 1000, 0).unref()
  process.on('exit', write)
}

function writeOne({script, name, kind, id, isUsed, options: of}, code, codeSize) {
  // What fails calls little of what the others do; one that was interrupted has done its work.
  const isFailure = code > 0 && code < 128
  if (isFailure && isUsed) return
  const file = join(folder, `${name}@${isFailure ? failed : kind}`)
  const header = Buffer.alloc(headerLength)
  header.latin1Write(id)
  header.writeUInt32LE(codeSize, idLength)
  header.writeInt32LE(of, idLength + 4)
  const temporary = `${file}.${process.pid}`
  try {
    makeFolder()
    const fd = fs.openSync(temporary, 'wx', 0o600)
    try {
      fs.writeFileSync(fd, Buffer.concat([header, script.createCachedData()]))
      fs.fsyncSync(fd) // V8 does not notice a file of which only a part reached the disk
    } finally {
      fs.closeSync(fd)
    }
    fs.renameSync(temporary, file)
  } catch {
    // Without it a start takes a little longer.
    try {
      fs.unlinkSync(temporary)
    } catch {}
  }
}

/**
 * Step by step: where a file system says ENOENT although all of the path is there (/proc, homes that are mounted when
 * somebody logs in), Node's own recursion never ends. A home that does not exist is not made.
 */
function makeFolder() {
  let path = home
  for (const part of ['', ...parts, 'code', folder.slice(cache.length)]) {
    path = join(path, part)
    if (path === HOME || fs.existsSync(path)) continue
    fs.mkdirSync(path)
  }
}

/**
 * V8 compiles what is called often a second and a third time, and marks what is alive on a heap that grows, all in threads of
 * its own. For a command that asks brokers and is over in a few tenths of a second that is a quarter of its CPU time and not
 * earned back: describing 2,000 topics takes 0.95 of the time without the compilers beside a broker on the same two cores, and
 * 0.94 of that without the marking. So these begin later; until then new objects are collected as ever, and what lives longer
 * is kept. Node checks its own kept code against these flags, too: most of what a command needs of it is loaded when this
 * starts.
 */
function postponeWhatIsForLater() {
  // The engine that was measured (Node 24's); and if the user sets options, what these were before is not known.
  if (!process.versions.v8?.startsWith('13.') || bun || process.execArgv.length > 0 || process.env.NODE_OPTIONS) return
  waiting = setTimeout(beProvident, 30, false).unref()
  setTimeout(beProvidentFromNow, 300).unref()
}

function beProvidentFromNow() {
  clearTimeout(waiting)
  beProvident(true)
}

function beProvident(on) {
  if (on === isProvident) return
  isProvident = on
  const {setFlagsFromString} = require('node:v8')
  for (const flag of forLater) setFlagsFromString(on ? `--${flag}` : `--no-${flag}`)
}

/** A bit for each option, whatever its value. Two may share one: that is why some runs look all the same. */
function optionBits(words) {
  let bits = 0
  for (const word of words) {
    if (!word.startsWith('-')) continue
    let hash = 0
    for (let at = 0; at < word.length && word[at] !== '='; at++) hash = (hash * 31 + word.charCodeAt(at)) | 0
    bits |= 1 << (hash & 31)
  }
  return bits
}
