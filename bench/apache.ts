import {existsSync, mkdirSync, readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {fetchPinned, fetchRelease} from '../src/lib/sandbox/fetch-jars.ts'
import {cacheRoot} from '../src/lib/sandbox/folders.ts'
import {findJava} from '../src/lib/sandbox/java.ts'
import type {PinnedJar} from '../src/lib/sandbox/pinned-jars.ts'
import {defaultKafkaVersion} from '../src/lib/sandbox/versions.ts'

/**
 * The command line with which kafka-run-class.sh starts a tool, without the main class: options, all jars of the
 * release (the sandbox has a third of them, and another logger, which makes Java start three times as fast), and the
 * logging of tools. The script itself (bash, about 0.1 s) is left out. The jars are those of KAFKA_HOME, or are
 * fetched once with Maven.
 */
export async function apacheCommand(): Promise<string[]> {
  const java = await findJava({atLeast: 17, wantedBy: "Apache's tools"})
  const {KAFKA_HOME} = process.env
  const {libs, logging} = KAFKA_HOME
    ? {libs: join(KAFKA_HOME, 'libs'), logging: join(KAFKA_HOME, 'config/tools-log4j2.yaml')}
    : await fetched()
  // The logger that is fetched for the sandbox is not part of the release.
  const jars = readdirSync(libs).filter((name) => name.endsWith('.jar') && !name.startsWith('slf4j-simple'))
  return [
    java.executable,
    '-Xmx256M',
    '-server',
    '-XX:+UseG1GC',
    '-XX:MaxGCPauseMillis=20',
    '-XX:InitiatingHeapOccupancyPercent=35',
    '-XX:+ExplicitGCInvokesConcurrent',
    '-Djava.awt.headless=true',
    `-Dlog4j2.configurationFile=${logging}`,
    '-cp',
    jars.map((name) => join(libs, name)).join(':'),
  ]
}

async function fetched() {
  const folder = join(cacheRoot(process.env), 'bench', defaultKafkaVersion)
  const [libs, logging] = [join(folder, 'libs'), join(folder, 'tools-log4j2.yaml')]
  if (!existsSync(libs)) {
    mkdirSync(folder, {recursive: true})
    await fetchRelease(defaultKafkaVersion, libs, {onProgress: (text) => console.error(text)})
  }
  await fetchPinned(defaultKafkaVersion, [logger], libs, {})
  writeFileSync(logging, loggingOfTools)
  return {libs, logging}
}

/** Part of the release, but not a dependency that Maven knows of. */
const logger: PinnedJar = {
  coordinates: 'org.apache.logging.log4j:log4j-slf4j-impl:2.25.4',
  path: 'org/apache/logging/log4j/log4j-slf4j-impl/2.25.4/log4j-slf4j-impl-2.25.4.jar',
  file: 'log4j-slf4j-impl-2.25.4.jar',
  bytes: 25388,
  sha512: 'J7VD1xv8HJnjpIYg7uCIR/wk5graqMtAK5dtdHzVWd4cWSCSVvT8q5S771N1WNq06nGjI/3yvyd8wnq1aDIdQA==',
}

/** The content of the release's config/tools-log4j2.yaml: warnings go to stderr. */
const loggingOfTools = `Configuration:
  Appenders:
    Console:
      name: STDERR
      target: SYSTEM_ERR
      PatternLayout:
        pattern: "[%d] %p %m (%c)%n"
  Loggers:
    Root:
      level: WARN
      AppenderRef:
        - ref: STDERR
`
