// The first text of an API table, from Apache's JSON; from then on the table is ours to read, trim and keep.
//   npm run new -- api DescribeProducers           with the versions of Kafka 4.3.1, and older ones where they fit
//   npm run new -- api DescribeConfigs 3.9.1       as Kafka before 4.0 spoke it
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {definitionsIn, messageName, range, type Definition} from '../../test/support/apache-definitions.ts'
import {kafkaClientsJar, type ClientsVersion} from '../../test/support/kafka-clients-jar.ts'
import {root} from '../command-files.ts'
import {begin, CannotBegin, checkNew, enter, write} from '../new-files.ts'
import {kebab, onlyReads, tableText} from '../scaffold-table.ts'

const readersFile = 'test/apis/changes.test.ts'

interface Message {
  readonly request: Definition
  readonly response: Definition
}

/** CannotBegin if that Kafka has no such API. */
async function messageOf(name: string, version: ClientsVersion): Promise<Message> {
  const definitions = await definitionsIn(await kafkaClientsJar(version))
  const request = definitions.get(messageName(name, 'request'))
  const response = definitions.get(messageName(name, 'response'))
  if (request && response) return {request, response}
  const known = [...definitions.keys()].filter((each) => each.endsWith('Request')).map((each) => each.slice(0, -7))
  throw new CannotBegin(`Kafka ${version} has no API '${name}', but: ${known.sort().join(', ')}`)
}

/** Kafka 4.0 dropped old versions (KIP-896) that we still speak: 3.9.1 tells of them, if it has the newest as well. */
async function withOldVersions(name: string): Promise<Message> {
  const newest = await messageOf(name, '4.3.1')
  const older = await messageOf(name, '3.9.1').catch(() => newest)
  const [first, last] = range(newest.request.validVersions)
  const [oldFirst, oldLast] = range(older.request.validVersions)
  if (oldFirst >= first) return newest
  if (oldLast === last) return older
  console.log(`Kafka before 4.0 has versions ${oldFirst} to ${oldLast}: compare with npm run new -- api ${name} 3.9.1`)
  return newest
}

await begin(async () => {
  const [name = '', version] = process.argv.slice(2)
  if (version !== undefined && version !== '4.3.1' && version !== '3.9.1') {
    throw new CannotBegin(`the definitions of Kafka 4.3.1 and 3.9.1 are there, not of '${version}'`)
  }
  const {request, response} = version === undefined ? await withOldVersions(name) : await messageOf(name, version)
  const file = `src/lib/apis/${kebab(name)}.ts`
  checkNew(file)
  await write(file, tableText(name, request, response))
  const isKnown = readFileSync(join(root, readersFile), 'utf8').includes(`  '${name}',\n`)
  if (onlyReads(name) && !isKnown) await enter(readersFile, 'const readers = [', `  '${name}',`)
  console.log("Check what its comments ask, and run test/apis: every version is compared with Apache's definitions.")
})
