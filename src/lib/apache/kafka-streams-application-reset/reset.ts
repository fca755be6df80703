// The steps of a reset: members, offsets, internal topics.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {isInternalTopicOf} from '../../topics/streams-topics.ts'
import {getWithin} from '../client/get-within.ts'
import {openClient} from '../client/open-client.ts'
import type {OpenCluster} from '../command-line/tool.ts'
import {asJavaError, executionException, JavaError, sentence} from '../java/errors.ts'
import {hashOrderOfStrings} from '../java/hash-order.ts'
import {deleteEach} from '../shared/topic-deletion.ts'
import {topicsIn, type ResetOptions} from './checks.ts'
import {removeActiveMembers} from './members.ts'
import {resetOffsets} from './offsets.ts'

/** Returns the exit code. Throws JavaError or OptionError as Apache's tool catches it. */
export async function resetApplication(options: ResetOptions, io: Io, open?: OpenCluster): Promise<number> {
  const groupId = options.value('application-id') ?? ''
  const configFile = configFileOf(options, io)
  const cluster = await openClient(
    {
      kind: 'admin',
      bootstrap: () => (options.has('bootstrap-server') ? (options.value('bootstrap-server') ?? '') : 'localhost:9092'),
      configFile,
      clientId: 'adminclient-1',
    },
    io,
    open,
  )
  try {
    await removeActiveMembers(cluster, groupId, options.has('force'), io)
    const topics = await topicNames(cluster)
    if (options.has('dry-run'))
      io.out('----Dry run displays the actions which will be performed when running Streams Reset Tool----\n')
    const code = await resetOffsets(cluster, {options, groupId, topics, configFile}, io)
    await deleteInternalTopics(cluster, {options, groupId, topics}, io)
    return code
  } finally {
    cluster.close()
  }
}

function configFileOf(options: ResetOptions, io: Io): string | undefined {
  if (!options.has('config-file')) return options.value('command-config')
  io.out(
    'Option --config-file has been deprecated and will be removed in a future version. Use --command-config instead.\n',
  )
  return options.value('config-file')
}

/** Without Kafka's internal topics, in the order of a HashMap. */
async function topicNames(cluster: Cluster): Promise<string[]> {
  const all = cluster.topics('all').catch((error: unknown) => {
    throw executionException(asJavaError(error, 'listTopics'))
  })
  const topics = await getWithin(60_000, all)
  return hashOrderOfStrings(topics.filter(({internal}) => !internal).map(({name}) => name))
}

interface Deletion {
  readonly options: ResetOptions
  readonly groupId: string
  /** All topics of the cluster. */
  readonly topics: readonly string[]
}

async function deleteInternalTopics(cluster: Cluster, {options, groupId, topics}: Deletion, io: Io): Promise<void> {
  const named = new Set([...topicsIn(options, 'input-topics'), ...topicsIn(options, 'intermediate-topics')])
  const inferred = topics.filter((topic) => !named.has(topic) && isInternalTopicOf(groupId, topic))
  const specified = topicsIn(options, 'internal-topics')
  if (!specified.every((topic) => inferred.includes(topic)))
    throw new JavaError(
      'java.lang.IllegalArgumentException',
      'Invalid topic specified in the --internal-topics option. Ensure that the topics specified are all internal topics. ' +
        'Do a dry run without the --internal-topics option to see the list of all internal topics that can be deleted.',
    )
  const [kind, wanted] = specified.length > 0 ? ['specified', specified] : ['inferred', inferred]
  io.out(`Deleting ${kind} internal topics [${wanted.join(', ')}]\n`)
  if (!options.has('dry-run')) {
    const left = await deleteEach(cluster, wanted)
    for (const {name, error} of left) io.err(`ERROR: deleting topic ${name}\n${sentence(executionException(error))}\n`)
    if (left.length > 0)
      throw new JavaError('java.lang.RuntimeException', 'Encountered an error deleting one or more topics')
  }
  io.out('Done.\n')
}
