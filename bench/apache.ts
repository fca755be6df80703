import {findJava} from '../src/lib/sandbox/java.ts'
import {kafkaJars} from '../src/lib/sandbox/jars.ts'

/**
 * How kafka-run-class.sh starts a tool, its main class to follow. The script itself (bash, some 0.1 s) is left out, and
 * so are the class-data archive and the smaller compiler with which our tests start Java faster than people do.
 */
export async function apacheCommand(): Promise<string[]> {
  const java = await findJava({atLeast: 17, wantedBy: "Apache's tools"})
  const {jars} = await kafkaJars(undefined)
  return [
    java.executable,
    '-Xmx256M',
    '-server',
    '-XX:+UseG1GC',
    '-XX:MaxGCPauseMillis=20',
    '-XX:InitiatingHeapOccupancyPercent=35',
    '-XX:+ExplicitGCInvokesConcurrent',
    '-Djava.awt.headless=true',
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
    '-cp',
    jars.join(':'),
  ]
}
