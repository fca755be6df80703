// Stands in for `java` in tests of the sandbox: it takes the same command lines and answers ApiVersions and Metadata
// on the ports in the settings file, without a JVM. The setting `fake` makes it fail in different ways.
import {appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {dirname, join} from 'node:path'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {on, serveConnection} from '../../src/lib/practice-broker/server.ts'
import {apiVersionsService} from './api-versions-service.ts'

const [...args] = process.argv.slice(2)
const propertiesFile = args[args.indexOf('-c') + 1] && args.includes('-c') ? args[args.indexOf('-c') + 1] : args.at(-1)
const settings = new Map(
  readFileSync(String(propertiesFile), 'utf8')
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
)
const setting = (name: string) => settings.get(name) ?? ''
const dataFolder = setting('log.dirs').split(',')[0] ?? ''

if (args.includes('kafka.tools.StorageTool')) {
  if (setting('fake') === 'bad-format') {
    console.error('The kraft storage is broken today')
    process.exit(1)
  }
  mkdirSync(dataFolder, {recursive: true})
  writeFileSync(join(dataFolder, 'bootstrap.checkpoint'), 'features\n')
  const clusterId = args[args.indexOf('-t') + 1]
  const scram = args.filter((_, i) => args[i - 1] === '--add-scram').join(';')
  writeFileSync(join(dataFolder, 'meta.properties'), `cluster.id=${clusterId}\nscram=${scram}\n`)
  console.log('Formatting')
} else {
  broker()
}

function broker() {
  const folder = dirname(String(propertiesFile))
  const once = join(folder, 'fake-happened')
  const trouble = setting('fake')
  const usesArchive = args.some((arg) => arg.startsWith('-XX:SharedArchiveFile='))
  if (trouble === 'ends') return die('org.apache.kafka.common.config.ConfigException: no such thing as fake')
  if (trouble === 'bad-archive' && usesArchive) return die('[error][cds] the archive is broken')
  if (trouble === 'port-taken-once' && !existsSync(once)) {
    writeFileSync(once, setting('listeners'))
    return die('Socket server failed to bind to 127.0.0.1:1: Address already in use.')
  }
  if (trouble === 'stubborn') process.on('SIGTERM', () => console.log('not yet'))
  else process.on('SIGTERM', () => leave())
  // Records the attempts to start for the tests.
  appendFileSync(join(folder, 'fake-starts'), `${usesArchive ? 'archive' : 'plain'}\n`)

  const id = Number(setting('node.id') || setting('broker.id'))
  const port = Number(/PLAINTEXT:\/\/127\.0\.0\.1:(\d+)/.exec(setting('listeners'))?.[1])
  const clusterId = /^cluster\.id=(.*)$/m.exec(readFileSync(join(dataFolder, 'meta.properties'), 'utf8'))?.[1] ?? ''
  if (setting('process.roles') === 'controller' || trouble === 'never-ready') {
    setInterval(() => undefined, 1000)
    return
  }
  const services = [
    on(Metadata, () => {
      const known = readdirSync(folder).filter((name) => name.startsWith('fake-broker-'))
      return {
        brokers: known.map((name) => ({
          nodeId: Number(name.split('-').at(-1)),
          host: '127.0.0.1',
          port: Number(readFileSync(join(folder, name), 'utf8')),
        })),
        clusterId,
        controllerId: 1,
        topics: [],
      }
    }),
  ]
  const versions = apiVersionsService(() => services)
  let connection = 0
  createServer((socket) =>
    serveConnection(socket, {
      nodeId: id,
      connection: ++connection,
      serviceFor: (key) => (key === 18 ? versions : services.find(({api}) => api.key === key)),
    }),
  ).listen(port, '127.0.0.1', () => {
    writeFileSync(join(folder, `fake-broker-${id}`), String(port))
    console.log('Kafka Server started')
  })
}

function leave() {
  const archive = args.find((arg) => arg.startsWith('-XX:ArchiveClassesAtExit='))
  if (archive) writeFileSync(archive.slice(archive.indexOf('=') + 1), 'classes')
  process.exit(143)
}

function die(line: string) {
  console.log(line)
  process.exitCode = 1
}
