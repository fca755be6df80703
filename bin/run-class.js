// kafka-run-class: the drop-in of a class of Apache's. `classes`: class → name of the drop-in and its actions; `start`
// runs it, else start-drop-in.js does. Plain old JavaScript: a Node that is too old must get far enough to say so.
module.exports = function runClass(classes, start) {
  var words = process.argv.slice(2)
  // What the script takes before the class; what starts JVMs and names their logs means nothing here.
  while (words.length > 0) {
    if (words[0] === '-name') words.splice(0, 2)
    else if (words[0] === '-loggc') words.splice(0, 1)
    else break
  }
  if (words[0] === '-daemon') {
    fail('-daemon: this starts no daemons; nohup COMMAND & leaves a tool running in the background')
    return
  }
  var name = words[0]
  if (name === undefined) {
    process.exitCode = 1
    process.stdout.on('error', function (error) {
      if (error.code !== 'EPIPE') fail('the output cannot be written: ' + error.message)
    })
    process.stdout.write('USAGE: ' + process.argv[1] + ' [-daemon] [-name servicename] [-loggc] classname [opts]\n')
    return
  }
  var found = Object.prototype.hasOwnProperty.call(classes, name) ? classes[name] : undefined
  if (found === undefined) {
    fail(
      'Error: ' +
        // Control characters could steer the terminal.
        JSON.stringify(name)
          .slice(1, -1)
          .replace(/[\u007f-\u009f]/g, '?') +
        ' is no class that runs here: kafkit has the command-line tools of Apache Kafka (kafkit drop-ins list)' +
        ', no servers and no JVM',
    )
    return
  }
  // As if the drop-in had been started: a Node that is too old starts it once more with another one.
  process.argv = [process.argv[0], require('path').join(__dirname, found[0])].concat(words.slice(1))
  if (start) start(found[0])
  else require('./start-drop-in.js')(found[0], found[1])
}

function fail(text) {
  process.exitCode = 1
  console.error(text)
}
