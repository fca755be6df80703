// The action of kafka-delete-records.
import {setTimeout as sleep} from 'node:timers/promises'
import type {Io} from '../../cli/io.ts'
import {Deadline} from '../../cluster/back-off.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {ConnectionError, UnsupportedApi, type KafkaError} from '../../cluster/errors.ts'
import {deleteRecords, type RecordsToDelete} from '../../records/delete-records.ts'
import {asJavaError, javaText, kafkaException, sentence, type JavaError} from '../java/errors.ts'
import {callTimedOut, isOfTopic, lookupFailure} from '../shared/partition-lookup.ts'

type Result = RecordsToDelete & ({readonly lowWatermark: number} | {readonly error: JavaError})

/** Prints the outcome of each partition by topic and number, since Apache's order changes from run to run. */
export async function deleteAndPrint(cluster: Cluster, wanted: readonly RecordsToDelete[], io: Io): Promise<void> {
  io.out('Executing records delete operation\n')
  io.out('Records delete operation completed:\n')
  const ordered = wanted.toSorted((a, b) =>
    a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition,
  )
  const results = await resultsOf(cluster, ordered, io)
  for (const one of ordered) {
    const result = results.get(one)
    if (!result) continue
    const outcome = 'error' in result ? `error: ${javaText(result.error)}` : `low_watermark: ${result.lowWatermark}`
    io.out(`partition: ${one.topic}-${one.partition}\t${outcome}\n`)
  }
}

const againAfterMs = 1000

/** Like Java's client, waits until the time limit for topics that do not exist and partitions without a leader. */
async function resultsOf(
  cluster: Cluster,
  wanted: readonly RecordsToDelete[],
  io: Io,
): Promise<Map<RecordsToDelete, Result>> {
  const totalMs = cluster.settings.totalTimeoutMs ?? 60_000
  const [limit, deadline] = [new Deadline(totalMs), io.now() + totalMs]
  const results = new Map<RecordsToDelete, Result>()
  let open = wanted
  for (let tries = 1; open.length > 0; tries++) {
    const waiting: RecordsToDelete[] = []
    for (const [at, outcome] of (await outcomesOf(cluster, open, limit.left)).entries()) {
      const one = open[at]
      if (!one) continue
      if ('lowWatermark' in outcome) results.set(one, {...one, lowWatermark: outcome.lowWatermark})
      else if (!('code' in outcome.error)) results.set(one, {...one, error: outcome.error})
      else if (!waits(outcome.error)) {
        const error = await failureOf(cluster, one, outcome.error)
        // Java's client logs these failures only.
        io.err(`ERROR ${one.topic}-${one.partition}: ${sentence(error)}\n`)
        results.set(one, {...one, error})
      } else if (limit.left > againAfterMs) waiting.push(one)
      else {
        const [cause, next] = [outcome.error, io.now() + againAfterMs]
        const error = callTimedOut('deleteRecords(api=METADATA)', {deadline, tries, next, cause})
        results.set(one, {...one, error})
      }
    }
    open = waiting
    if (open.length > 0) await sleep(againAfterMs, undefined, {signal: io.interrupted})
  }
  return results
}

const waits = ({code}: KafkaError) =>
  code === errorCode.unknownTopicOrPartition || code === errorCode.leaderNotAvailable

type Outcome = {readonly lowWatermark: number} | {readonly error: KafkaError | JavaError}

async function outcomesOf(
  cluster: Cluster,
  wanted: readonly RecordsToDelete[],
  timeoutMs: number,
): Promise<readonly Outcome[]> {
  try {
    return await deleteRecords(cluster, wanted, {timeoutMs})
  } catch (failure) {
    if (!(failure instanceof ConnectionError || failure instanceof UnsupportedApi)) throw failure
    // Apache's client has a future for each partition, and all of them fail.
    const error = asJavaError(failure, 'deleteRecords(api=METADATA)')
    return wanted.map(() => ({error}))
  }
}

const failureOf = async (cluster: Cluster, one: RecordsToDelete, error: KafkaError): Promise<JavaError> =>
  (await isOfTopic(cluster, one.topic, error.code)) ? lookupFailure(one, error.code) : kafkaException(error)
