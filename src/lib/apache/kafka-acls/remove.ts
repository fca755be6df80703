import {everyAcl} from '../../acls/acl-binding.ts'
import {deleteAcls} from '../../acls/delete-acls.ts'
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {JavaError} from '../java/errors.ts'
import type {AclsOptions} from './checks.ts'
import {entriesByResource, entryText, type ResourceEntries} from './entries.ts'
import {inCall} from './failure.ts'
import {resourceFilterText} from './resources.ts'

/** Without a principal, every ACL of the resources is removed, whatever --operation says, as in Apache's tool. */
export async function removeAcls(cluster: Cluster, options: AclsOptions, io: Io): Promise<void> {
  for (const each of entriesByResource(options)) {
    if (!options.has('force') && !(await confirmed(question(each), io))) continue
    const {resource, entries} = each
    const filters =
      entries.length === 0 ? [{...everyAcl, ...resource}] : entries.map((entry) => ({...resource, ...entry}))
    await inCall('deleteAcls', async () => {
      for (const outcome of await deleteAcls(cluster, filters)) {
        const error = outcome.status === 'failed' ? outcome.error : outcome.failed[0]?.error
        if (error) throw error
      }
    })
  }
}

function question({resource, entries}: ResourceEntries): string {
  const filter = resourceFilterText(resource)
  if (entries.length === 0) return `Are you sure you want to delete all ACLs for resource filter \`${filter}\`? (y/n)`
  const lines = entries.map((entry) => `\t${entryText(entry)}`).join('\n')
  return `Are you sure you want to remove ACLs: \n ${lines}\n from resource filter \`${filter}\`? (y/n)`
}

/** System.console: it exists only if both stdin and stdout are terminals. */
async function confirmed(text: string, io: Io): Promise<boolean> {
  io.out(`${text}\n`)
  if (!io.terminal.stdin || !io.terminal.stdout) throw noConsole('"java.io.Console.readLine()"', 'System.console()')
  const line = await readLine(io)
  if (line === undefined) throw noConsole('"String.equalsIgnoreCase(String)"', 'Console.readLine()')
  return line.toLowerCase() === 'y'
}

function noConsole(called: string, missing: 'System.console()' | 'Console.readLine()'): JavaError {
  const what = missing === 'System.console()' ? `java.lang.${missing}` : `java.io.${missing}`
  return new JavaError(
    'java.lang.NullPointerException',
    `Cannot invoke ${called} because the return value of "${what}" is null`,
  )
}

/** Undefined at the end of the input. */
async function readLine({stdin}: Io): Promise<string | undefined> {
  const {createInterface} = await import('node:readline/promises')
  const lines = createInterface({input: stdin, terminal: false})
  try {
    for await (const line of lines) return line
    return undefined
  } finally {
    lines.close()
  }
}
