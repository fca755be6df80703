// The pom.xml files that make Maven copy Kafka's jars.
import {isAtLeast} from './versions.ts'

/** A POM for exactly the jars named by `group:artifact:version`. */
export function pomOfJars(coordinates: readonly string[]): string {
  return pom(coordinates.map((text) => dependency(text)))
}

/** A POM for a release with everything that its broker and tools need, and a logger. */
export function pomOfRelease(version: string): string {
  const scala = isAtLeast(version, '2.6') ? '2.13' : '2.12'
  const coordinates = [`org.apache.kafka:kafka_${scala}:${version}`]
  // In earlier releases the tools are part of kafka_2.13.
  if (isAtLeast(version, '3.7')) coordinates.push(`org.apache.kafka:kafka-tools:${version}`)
  if (isAtLeast(version, '4.0')) coordinates.push('org.slf4j:slf4j-simple:1.7.36')
  // Up to 3.x, Kafka and ZooKeeper link to log4j 1, of which reload4j is the maintained continuation.
  else coordinates.push('ch.qos.reload4j:reload4j:1.2.25', 'org.slf4j:slf4j-reload4j:1.7.36')
  // ZooKeeper's client 3.4.11 to 3.4.14 cannot resolve addresses on Java 14 and later.
  if (!isAtLeast(version, '2.4')) coordinates.push('org.apache.zookeeper:zookeeper:3.4.10')
  if (!isAtLeast(version, '1.0')) coordinates.push('javax.xml.bind:jaxb-api:2.3.1')
  return pom(coordinates.map((text) => dependency(text, ['log4j:log4j', 'org.slf4j:slf4j-log4j12'])))
}

function pom(dependencies: readonly string[]): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>kafkit</groupId><artifactId>sandbox-jars</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
${dependencies.join('\n')}
  </dependencies>
</project>
`
}

function dependency(coordinates: string, without: readonly string[] = []): string {
  const [group, artifact, version] = coordinates.split(':')
  const exclusions = without
    .map((text) => text.split(':'))
    .map(([g, a]) => `<exclusion><groupId>${g}</groupId><artifactId>${a}</artifactId></exclusion>`)
  const inside = exclusions.length > 0 ? `<exclusions>${exclusions.join('')}</exclusions>` : ''
  const names = `<groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>`
  return `    <dependency>${names}${inside}</dependency>`
}
