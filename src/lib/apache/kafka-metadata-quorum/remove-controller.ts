import type {Io} from '../../cli/io.ts'
import {removeVoter} from '../../quorum/change-voters.ts'
import type {Admin} from '../client/admin.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {JavaError} from '../java/errors.ts'
import {parseUuid} from '../java/uuid.ts'

interface Removal {
  readonly id: number
  /** As it was typed. */
  readonly directoryId: string
  readonly dryRun: boolean
}

export async function removeController(admin: Admin, {id, directoryId, dryRun}: Removal, io: Io): Promise<void> {
  if (id < 0) throw new TerseProblem(`Invalid negative --controller-id: ${id}`)
  const voter = {id, directoryId: parsed(directoryId)}
  if (!dryRun) await admin.getAt('removeRaftVoter', undefined, (cluster) => removeVoter(cluster, voter))
  io.out(
    `${dryRun ? 'DRY RUN of removing ' : 'Removed '} KRaft controller ${id} with directory id ${voter.directoryId}\n`,
  )
}

function parsed(text: string): string {
  try {
    return parseUuid(text)
  } catch (error) {
    if (!(error instanceof JavaError)) throw error
    throw new TerseProblem(`Failed to parse --controller-directory-id: ${error.message}`)
  }
}
