// kafka-topics, like Apache's TopicCommand: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {defineTool, type OpenCluster} from '../command-line/tool.ts'
import {asJavaError, sentence} from '../java/errors.ts'
import {checkTopicsOptions, topicsActions, type TopicsAction, type TopicsOptions} from './checks.ts'
import {removedTopicsOptions, topicsOptions} from './options.ts'

export default defineTool({
  name: 'kafka-topics',
  options: topicsOptions,
  removed: removedTopicsOptions,
  purpose: 'Create, delete, describe, or change a topic.',
  purposeOfHelp: 'This tool helps to create, delete, describe, or change a topic.',
  helpAfterParseError: false,
  actions: topicsActions.map((name) => `--${name}` as const),
  manual: () => import('./manual.ts'),
  run,
})

async function run(options: TopicsOptions, io: Io, open?: OpenCluster): Promise<number> {
  const action = checkTopicsOptions(options, io)
  // Loaded only here: help and usage errors need not wait for the code that talks to brokers.
  const {openClient} = await import('../client/open-client.ts')
  const cluster = await openClient(
    {
      kind: 'admin',
      bootstrap: () => options.value('bootstrap-server') ?? '',
      configFile: options.value('command-config'),
      clientId: 'adminclient-1',
    },
    io,
    open,
  )
  try {
    await actions[action](cluster, options, io)
    return 0
  } catch (error) {
    if (io.interrupted.aborted) throw error
    const failure = asJavaError(error, firstCall[action])
    // On stdout, like TopicCommand. Where that logs a stack trace to stderr, this prints one sentence.
    io.out(`Error while executing topic command : ${failure.message}\n`)
    io.err(`ERROR ${sentence(failure)}\n`)
    return 1
  } finally {
    cluster.close()
  }
}

/** The call that a timeout error names: every action except create begins with a list of all topics. */
const firstCall: Readonly<Record<TopicsAction, string>> = {
  list: 'listTopics',
  describe: 'listTopics',
  create: 'createTopics',
  alter: 'listTopics',
  delete: 'listTopics',
}

type Action = (cluster: Cluster, options: TopicsOptions, io: Io) => Promise<void>

const actions: Readonly<Record<TopicsAction, Action>> = {
  list: async (cluster, options, io) => {
    const {matchingTopics} = await import('./selection.ts')
    const topics = await matchingTopics(cluster, options)
    io.out(`${topics.map(({name}) => name).join('\n')}\n`)
  },
  create: async (cluster, options, io) => {
    const {createTopic} = await import('./change.ts')
    return createTopic(cluster, options, io)
  },
  alter: async (cluster, options) => {
    const {alterTopics} = await import('./change.ts')
    return alterTopics(cluster, options)
  },
  describe: async (cluster, options, io) => {
    const {describe} = await import('./describe.ts')
    return describe(cluster, options, io)
  },
  delete: async (cluster, options) => {
    const {deleteMatchingTopics} = await import('./change.ts')
    return deleteMatchingTopics(cluster, options)
  },
}
