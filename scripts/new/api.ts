// Writes a first version of an API table from Apache's JSON; from then on the table is edited by hand.
//   npm run new -- api DescribeProducers           with the versions of Kafka 4.3.1, and older ones if they fit
//   npm run new -- api DescribeConfigs 3.9.1       as Kafka before 4.0 had it
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

/** Throws CannotBegin if that Kafka release has no such API. */
async function messageOf(name: string, version: ClientsVersion): Promise<Message> {
  const definitions = await definitionsIn(await kafkaClientsJar(version))
  const request = definitions.get(messageName(name, 'request'))
  const response = definitions.get(messageName(name, 'response'))
  if (request && response) return {request, response}
  const known = [...definitions.keys()].filter((each) => each.endsWith('Request')).map((each) => each.slice(0, -7))
  throw new CannotBegin(`Kafka ${version} has no API '${name}', but: ${known.sort().join(', ')}`)
}

/**
 * Kafka 4.0 dropped old versions (KIP-896) that kafkit still supports. They are taken from 3.9.1, if that has the
 * newest version as well.
 */
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
    throw new CannotBegin(`there are definitions of Kafka 4.3.1 and 3.9.1, but not of '${version}'`)
  }
  const {request, response} = version === undefined ? await withOldVersions(name) : await messageOf(name, version)
  const file = `src/lib/apis/${kebab(name)}.ts`
  checkNew(file)
  await write(file, tableText(name, request, response))
  const isKnown = readFileSync(join(root, readersFile), 'utf8').includes(`  '${name}',\n`)
  if (onlyReads(name) && !isKnown) await enter(readersFile, 'const readers = [', `  '${name}',`)
  console.log("Check what its comments ask, and run test/apis: every version is compared with Apache's definitions.")
})
