import type {KafkajsCluster} from '../../cluster/kafkajs.ts'
import {numbered, pause, type Applications} from './applications.ts'
import {openRecords, payments} from './stories.ts'

/** The time after which a new transaction is opened, ms: brokers abort transactions after 15 minutes at the latest. */
const openForMs = 14 * 60_000

/**
 * Resolves when one transaction is committed and another is open; `ended` resolves after the signal, when the last one
 * is aborted.
 */
export async function openTransactions(
  kafka: KafkajsCluster,
  applications: Applications,
  signal: AbortSignal,
): Promise<{readonly ended: Promise<void>}> {
  const writer = await kafka.producer({
    transactionalId: 'demo-payments',
    transactionTimeout: openForMs + 60_000,
    maxInFlightRequests: 1,
    idempotent: true,
  })
  const finished = await writer.transaction()
  await applications.send(finished, payments.topic, 0, numbered(20))
  await finished.commit()
  const begin = async () => {
    const open = await writer.transaction()
    await applications.send(open, payments.topic, 0, numbered(openRecords))
    return open
  }
  let open = await begin()
  const goOn = async () => {
    for (;;) {
      for (let waited = 0; waited < openForMs && !signal.aborted; waited += 100) await pause(100)
      await open.abort()
      if (signal.aborted) return
      open = await begin()
    }
  }
  return {ended: goOn()}
}
