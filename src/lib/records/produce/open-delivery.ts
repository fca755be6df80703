// Opens the parts of a delivery beyond sending: transactions, resuming, reports, a rate limit.
import {UsageError} from '../../cluster/errors.ts'
import type {DeliveryLogFiles} from './delivery-log.ts'
import type {Rate} from './pace.ts'
import type {ProduceInput} from './produce.ts'

export interface DeliveryPlan extends Omit<DeliveryLogFiles, 'output' | 'say'> {
  readonly topic: string
  /** Send all records in transactions; `id`: default is a generated one. */
  readonly transaction?:
    | {readonly id: string | undefined; readonly timeoutMs: number | undefined; readonly records: number | undefined}
    | undefined
  /** Only with a transaction; see ProduceInput.sourceGroup. */
  readonly sourceGroup?: string | undefined
  /** A path; see openResumeFile. */
  readonly resumeFile?: string | undefined
  readonly rate?: Rate | undefined
}

export interface OpenDelivery {
  readonly input: Partial<ProduceInput>
  /** Resolves when the reports are written; rejects if that failed. */
  settled(): Promise<void>
}

/**
 * Opens the files of the plan. Throws UsageError for files that cannot be opened, and for a resume file of another run.
 */
export async function openDelivery(
  plan: DeliveryPlan,
  to: Pick<DeliveryLogFiles, 'output' | 'say'>,
): Promise<OpenDelivery> {
  const {topic, transaction, sourceGroup, resumeFile, rate, reportFile, rejectedFile, skip} = plan
  const wantedId = transaction && (transaction.id ?? usualId(topic, sourceGroup))
  const resume =
    resumeFile === undefined
      ? undefined
      : (await import('./resume-file.ts')).openResumeFile(resumeFile, topic, wantedId)
  const transactionalId = resume?.transactionalId ?? wantedId
  if (transaction?.id !== undefined && transaction.id !== transactionalId)
    throw new UsageError(`${resumeFile} is of transactional id ${transactionalId}, not ${transaction.id}`)
  const log =
    reportFile !== undefined || skip
      ? (await import('./delivery-log.ts')).openDeliveryLog({reportFile, rejectedFile, skip, ...to})
      : undefined
  return {
    input: {
      transaction: transactionalId === undefined ? undefined : {transactionalId, timeoutMs: transaction?.timeoutMs},
      transactionRecords: transaction?.records,
      resume,
      sourceGroup,
      rate,
      ...log?.input,
    },
    settled: async () => log?.settled(),
  }
}

/**
 * The same job must get the same id when it is run again; otherwise a producer left over from the first run would not
 * be fenced.
 */
const usualId = (topic: string, sourceGroup: string | undefined) =>
  sourceGroup === undefined ? `kafkit-${topic}-${crypto.randomUUID().slice(0, 8)}` : `${sourceGroup}-${topic}`
