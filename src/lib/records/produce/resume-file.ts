// The file of --resume: one JSON object, which is always replaced as a whole.
import {existsSync, readFileSync, renameSync, writeFileSync} from 'node:fs'
import {UsageError} from '../../cluster/errors.ts'
import {isWrongPath, outputFailed} from '../../errors/output-failed.ts'
import {notRegularFile} from '../../runtime/regular-file.ts'
import type {ResumePoint, ResumeStore} from './resume.ts'

interface Content extends Partial<ResumePoint> {
  readonly version: 1
  readonly topic: string
  /** With transactions, the place is kept in the cluster, in the group with this name. */
  readonly transactionalId?: string | undefined
}

export interface ResumeFile extends ResumeStore {
  readonly transactionalId: string | undefined
}

/**
 * Opens or creates the file. `transactionalId` is used for a new file. Throws UsageError for a file with other content.
 */
export function openResumeFile(file: string, topic: string, transactionalId: string | undefined): ResumeFile {
  const known = existsSync(file) ? contentOf(file, topic) : undefined
  if (known && known.transactionalId !== undefined && transactionalId === undefined)
    throw new UsageError(`${file} belongs to a transactional run: resume it with transactions, or give another file`)
  if (known && known.transactionalId === undefined && transactionalId !== undefined)
    throw new UsageError(`${file} belongs to a run without transactions: resume it without them, or give another file`)
  const id = known?.transactionalId ?? transactionalId
  const head: Content = {version: 1, topic, transactionalId: id}
  if (!known) begin(file, head)
  const {bytes} = known ?? {}
  return {
    transactionalId: id,
    point: bytes === undefined || known === undefined ? undefined : (known as unknown as ResumePoint),
    save: (point) => write(file, id === undefined ? {...head, ...point} : head),
  }
}

function contentOf(file: string, topic: string): Content {
  const other = notRegularFile(file)
  if (other !== undefined) throw new UsageError(`${file} is ${other}, and can be no resume file`)
  let content: Partial<Content> | null
  try {
    content = JSON.parse(readFileSync(file, 'utf8')) as Partial<Content> | null
  } catch (error) {
    throw new UsageError(`${file} is not a resume file: ${(error as Error).message}`)
  }
  if (content?.version !== 1) throw new UsageError(`${file} is not a resume file of kafkit produce`)
  if (content.topic !== topic)
    throw new UsageError(
      `${file} belongs to topic ${content.topic}, not ${topic}: a resume file is for one input and one topic`,
    )
  return content as Content
}

function begin(file: string, head: Content) {
  try {
    write(file, head)
  } catch (error) {
    throw isWrongPath((error as Error).cause) ? new UsageError((error as Error).message, {cause: error}) : error
  }
}

/**
 * Replaces the file so that a reader sees the old or the new content, never a mixture, even after kill -9. Throws
 * OutputFailed if the file cannot be written.
 */
function write(file: string, content: Content) {
  try {
    writeFileSync(`${file}.tmp`, `${JSON.stringify(content)}\n`)
    renameSync(`${file}.tmp`, file)
  } catch (error) {
    throw outputFailed(file, error)
  }
}
