// Starts the drop-in of this name. Runs with the same word of `actions` call much the same functions, so they share
// their compiled code. Plain old JavaScript: a Node that is too old must get far enough to say so.
module.exports = function startDropIn(name, actions) {
  if (process.env.KAFKIT_IGNORED_SIGNALS || /(?:^|\/)nohup$/.test(process.env._)) require('./ignored-signals.js')
  var version = process.versions.node.split('.')
  if (+version[0] < 22 || (+version[0] === 22 && +version[1] < 15)) return withOwnNode(name)
  var action = process.argv.find(function (word) {
    return word === '--help' || word === '--version' || actions.indexOf(word) >= 0
  })
  try {
    require('./code-cache.js').load('apache/' + name + '.cjs', action || 'other')
  } catch (error) {
    if (error.code !== 'ENOENT' || !/dist.apache/.test(error.path)) throw error
    console.error(name + ': the program is not built, run: npm run build')
    process.exit(1)
  }
}

// A clone of the project brings a Node along (the npm package `node`): scripts that find an older one still run.
function withOwnNode(name) {
  var own = require('path').join(__dirname, '..', 'node_modules', 'node', 'bin', 'node')
  if (!require('fs').existsSync(own)) {
    console.error(
      name + ' needs Node 22.15 or newer, but this is Node ' + process.versions.node + ' (' + process.execPath + ')',
    )
    process.exit(1)
  }
  var child = require('child_process').spawn(own, process.argv.slice(1), {stdio: 'inherit'})
  ;['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(function (signal) {
    if (process.listenerCount(signal) > 0) return
    process.on(signal, function () {
      child.kill(signal)
    })
  })
  child.on('exit', function (code, signal) {
    if (signal) process.removeAllListeners(signal)
    if (signal) process.kill(process.pid, signal)
    else process.exit(code)
  })
}
