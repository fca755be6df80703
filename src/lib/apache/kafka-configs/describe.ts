// kafka-configs --describe.
import type {Io} from '../../cli/io.ts'
import type {Admin} from '../client/admin.ts'
import type {ConfigsTask} from './checks.ts'
import type {ConfigsOptions} from './options.ts'

/** Loads only what the type needs, to keep the start short. */
export async function describe(admin: Admin, task: ConfigsTask, options: ConfigsOptions, io: Io): Promise<void> {
  const {types, names} = task
  const [type] = types
  if (type === 'users' || type === 'clients' || type === 'ips') {
    const {printQuotas} = await import('./quotas.ts')
    await printQuotas(admin, types, names, io)
    if (type === 'ips' || types.includes('clients') || names.includes('')) return
    const {printScram} = await import('./scram.ts')
    return printScram(admin, names, io)
  }
  const {describeResources} = await import('./describe-resources.ts')
  return describeResources(admin, type, names[0], options.has('all'), io)
}
