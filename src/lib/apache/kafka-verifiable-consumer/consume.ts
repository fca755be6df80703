// The run of kafka-verifiable-consumer: prints a line for each assignment of a group member, and for what it reads
// and commits.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {consumeInGroup} from '../../records/consume/group-consume.ts'
import type {ConsumerConfig} from '../client/consumer-config.ts'
import {asJavaError, sentence} from '../java/errors.ts'
import {checkSubscription, groupMember, TopicQuestions} from '../shared/group-member.ts'
import {printEvent} from '../shared/events.ts'
import {announced} from './announced.ts'
import {Polls, type PollsInput} from './polls.ts'

export interface ConsumeInput extends Omit<PollsInput, 'finished' | 'commits'> {
  readonly config: ConsumerConfig
  readonly topic: string
}

/**
 * Ends at the last record, at Ctrl-C, or when the reader of the events has gone. Any other reason is reported on
 * stderr.
 */
export async function consume(cluster: Cluster, input: ConsumeInput, io: Io): Promise<void> {
  const stop = new AbortController()
  let requested = false
  const request = () => {
    if (!requested) printEvent(io, 'shutdown_requested')
    requested = true
  }
  const interrupt = () => {
    request()
    stop.abort(io.interrupted.reason)
  }
  const closed = () => stop.abort()
  io.interrupted.addEventListener('abort', interrupt)
  io.outClosed.addEventListener('abort', closed)
  try {
    printEvent(io, 'startup_complete')
    if (io.interrupted.aborted) interrupt()
    else if (input.maxMessages !== 0) await read(cluster, input, stop, io)
  } catch (error) {
    if (!stop.signal.aborted)
      io.err(`ERROR Error during processing, terminating consumer process: ${sentence(asJavaError(error, 'poll'))}\n`)
  } finally {
    io.interrupted.removeEventListener('abort', interrupt)
    io.outClosed.removeEventListener('abort', closed)
  }
  printEvent(io, 'shutdown_complete')
  // Apache's shutdown hook runs at every end.
  request()
}

async function read(cluster: Cluster, input: ConsumeInput, stop: AbortController, io: Io) {
  const {config, topic} = input
  const {member, reset, autoCommitMs} = config
  const {signal} = stop
  const err = (text: string) => io.err(text)
  checkSubscription(topic)
  await new TopicQuestions(cluster, config, signal, err).ask(topic)
  const polls = new Polls(cluster, {...input, commits: autoCommitMs === null, finished: () => stop.abort()}, io)
  const join = groupMember(cluster, member, topic, err)
  await consumeInGroup(cluster, {
    ...config.read,
    groupId: member.groupId,
    reset,
    autoCommitMs,
    member: (reading, ...more) => join(announced(reading, polls, io), ...more),
    format: polls.format,
    output: {write: () => polls.handOn()},
    // Records that are no longer handed on must not be committed.
    beforeWrite: () => Promise.resolve(!polls.isFinished),
    patienceMs: Infinity,
    signal,
    onNotice: (text) => err(`WARN ${text}\n`),
  })
}
