// Brings exported schemas into a registry, with their original ids or with new ones.
import {ExpectedError} from '../errors/expected-error.ts'
import {prettySchema} from '../schemas/pretty.ts'
import type {ExportedSchemas, ExportedVersion} from './exported.ts'
import type {Registry} from './registry.ts'
import {inTurn} from './select.ts'
import {inContextOf, type Mode} from './types.ts'

export interface TransferItem {
  readonly subject: string
  readonly version: number
  readonly id: number
  /** Soft-deleted in the source, and to be soft-deleted in the target. */
  readonly deleted: boolean
  readonly status: 'planned' | 'present' | 'copied' | 'failed' | 'not tried'
  /** The version that it has in the target. */
  readonly newVersion: number | null
  readonly newId: number | null
  readonly error?: Error
}

export interface TransferInput {
  readonly keepIds: boolean
  /** Continue an interrupted copy: subjects of the target may have versions. */
  readonly resume: boolean
}

export interface TransferPlan {
  readonly items: readonly TransferItem[]
  readonly schemas: ReadonlyMap<TransferItem, ExportedVersion>
  readonly problems: readonly Error[]
  /** With `resume`: subjects in mode IMPORT, as a copy that was killed leaves them. */
  readonly leftInImport: readonly string[]
}

export class TransferProblem extends ExpectedError {
  override readonly name = 'TransferProblem'
}

/** Leaves first. With new ids, soft-deleted versions are left out, because no record would have their ids. */
export async function planTransfer(
  target: Registry,
  {subjects}: ExportedSchemas,
  {keepIds, resume}: TransferInput,
): Promise<TransferPlan> {
  const schemas = new Map<TransferItem, ExportedVersion>()
  const problems: Error[] = []
  const sorted = leavesFirst(subjects).filter(({schema}) => keepIds || !schema.deleted)
  const there = new Map(
    await inTurn([...new Set(sorted.map(({subject}) => subject))], async (subject) => {
      const versions = (await target.versions(subject, {deleted: true})) ?? []
      return [subject, versions] as const
    }),
  )
  const alive = new Map(
    await inTurn(keepIds && resume ? [...there.keys()] : [], async (subject) => {
      return [subject, (await target.versions(subject)) ?? []] as const
    }),
  )
  const items = await inTurn(sorted, async ({subject, schema}): Promise<TransferItem> => {
    const {version, id, deleted} = schema
    const item = {subject, version, id, deleted, newVersion: null, newId: null}
    if (!keepIds) {
      const references = schema.references
      const found = there.get(subject)?.length ? await target.lookUp(subject, {...schema, references}) : undefined
      return found
        ? {...item, status: 'present', newVersion: found.version, newId: found.id}
        : {...item, status: 'planned'}
    }
    const same = there.get(subject)?.includes(version)
      ? await target.version(subject, version, {deleted: true})
      : undefined
    if (same) {
      // A copy that was killed may have registered it without deleting it again.
      const isToDelete = deleted && alive.get(subject)?.includes(version)
      if (same.id === id && sameText(same, schema))
        return {...item, status: isToDelete ? 'planned' : 'present', newVersion: version, newId: id}
      problems.push(new TransferProblem(`version ${version} of ${subject} is another schema, or has another id (${same.id}, not ${id}), in ${target.address}`)) // prettier-ignore
      return {...item, status: 'failed'}
    }
    const other = await target.byId(id, subject)
    if (other && !sameText(other, schema)) {
      problems.push(
        new TransferProblem(`id ${id} of ${subject}:${version} belongs to another schema in ${target.address}: ids can only be kept in a registry (or context) that has no others`), // prettier-ignore
      )
      return {...item, status: 'failed'}
    }
    return {...item, status: 'planned'}
  })
  if (keepIds && !resume) {
    const begun = new Set(items.filter((each) => each.status === 'planned' && there.get(each.subject)?.length).map(({subject}) => subject)) // prettier-ignore
    for (const subject of begun)
      problems.push(
        new TransferProblem(
          `${subject} already has versions in ${target.address} (soft-deleted ones count, too): --resume continues where a copy ended`,
        ),
      )
  }
  for (const [at, item] of items.entries()) {
    const schema = sorted[at]?.schema
    if (schema) schemas.set(item, schema)
  }
  const leftInImport: string[] = []
  if (keepIds && resume)
    await inTurn([...there.keys()], async (subject) => {
      const {value, from} = await target.mode(subject)
      if (value === 'IMPORT' && from === 'subject') leftInImport.push(subject)
    })
  return {items, schemas, problems, leftInImport}
}

interface Sorted {
  readonly subject: string
  readonly schema: ExportedVersion
}

/** By references; otherwise by id, which is the order of creation. */
function leavesFirst(subjects: ExportedSchemas['subjects']): Sorted[] {
  const all = subjects
    .flatMap(({subject, versions}) => versions.map((schema) => ({subject, schema})))
    .toSorted((a, b) => a.schema.id - b.schema.id || a.schema.version - b.schema.version)
  const byKey = new Map(all.map((each) => [`${each.subject}:${each.schema.version}`, each]))
  const sorted = new Set<Sorted>()
  const visit = (each: Sorted, above: ReadonlySet<Sorted>) => {
    if (sorted.has(each) || above.has(each)) return
    const inside = new Set([...above, each])
    for (const {subject, version} of each.schema.references) {
      const needed = byKey.get(`${inContextOf(each.subject, subject)}:${version}`)
      if (needed) visit(needed, inside)
    }
    sorted.add(each)
  }
  for (const each of all) visit(each, new Set())
  return [...sorted]
}

export interface RunOptions extends TransferInput {
  /** Asked between two schemas: whether to stop. */
  readonly stopped: () => boolean
  readonly onProgress?: ((done: number) => void) | undefined
  /** Called for a mode that could not be restored, which is worse than an interrupted copy. */
  readonly onTrouble: (error: Error) => void
}

/** Modes are restored however it ends. */
export async function transfer(
  target: Registry,
  {items, schemas, leftInImport}: TransferPlan,
  options: RunOptions,
): Promise<TransferItem[]> {
  const outcomes: TransferItem[] = []
  /** The former modes of subjects that this copy has put into mode IMPORT; null: it had none of its own. */
  const modes = new Map<string, Mode | null>(leftInImport.map((subject) => [subject, null]))
  let ended = false
  try {
    for (const item of items) {
      const schema = schemas.get(item)
      if (item.status !== 'planned' || !schema) {
        outcomes.push(item)
        continue
      }
      if (ended || options.stopped()) {
        outcomes.push({...item, status: 'not tried'})
        continue
      }
      try {
        outcomes.push(
          await (options.keepIds
            ? keep(target, item, schema, modes, options)
            : renumber(target, item, schema, outcomes)),
        )
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw error
        outcomes.push({...item, status: 'failed', error})
        // Later schemas may refer to this one, and a registry that does not keep its id will not keep others.
        ended = true
      }
      options.onProgress?.(outcomes.length)
    }
  } finally {
    for (const [subject, mode] of modes) {
      const restored = mode === null ? target.unsetMode(subject) : target.setMode(subject, mode)
      await restored.catch((error: unknown) => {
        options.onTrouble(
          new TransferProblem(
            `the mode of ${subject} is still IMPORT in ${target.address}: ${(error as Error).message}; kafkit schemas mode ${subject} ${mode === null ? '--unset' : `--set ${mode}`}`,
            {cause: error},
          ),
        )
      })
    }
  }
  return outcomes
}

async function keep(
  target: Registry,
  item: TransferItem,
  schema: ExportedVersion,
  modes: Map<string, Mode | null>,
  {resume}: TransferInput,
): Promise<TransferItem> {
  const {subject, version, id} = item
  if (!modes.has(subject)) {
    const before = await target.mode(subject)
    // Recorded before the request, because its answer may be lost.
    modes.set(subject, before.from === 'subject' ? before.value : null)
    await target.setMode(subject, 'IMPORT', {force: resume})
  }
  await target.register(subject, schema, {keep: {id, version}})
  const found = await target.version(subject, version)
  if (!found || found.id !== id || !sameText(found, schema)) {
    const got = found ? `id ${found.id}` : 'another version number'
    throw new TransferProblem(
      `${target.address} accepted ${subject}:${version} with id ${id}, but it has ${got} there: this registry does not keep ids, and nothing more was copied; delete what was copied with kafkit schemas delete ${subject} --permanent`,
    )
  }
  if (item.deleted) await target.deleteVersion(subject, version)
  return {...item, status: 'copied', newVersion: version, newId: id}
}

/** Registries may store JSON with different white space. */
function sameText(a: Pick<ExportedVersion, 'type' | 'text'>, b: Pick<ExportedVersion, 'type' | 'text'>): boolean {
  if (a.type !== b.type) return false
  if (a.text === b.text) return true
  return a.type !== 'PROTOBUF' && prettySchema(a.type, a.text) === prettySchema(b.type, b.text)
}

async function renumber(
  target: Registry,
  item: TransferItem,
  schema: ExportedVersion,
  before: readonly TransferItem[],
): Promise<TransferItem> {
  const {subject} = item
  const references = schema.references.map((each) => {
    const its = inContextOf(subject, each.subject)
    const moved = before.find((other) => other.subject === its && other.version === each.version)
    return {...each, version: moved?.newVersion ?? each.version}
  })
  const whole = {...schema, references}
  await target.register(subject, whole)
  const found = await target.lookUp(subject, whole)
  if (!found) throw new TransferProblem(`${target.address} took ${subject}:${item.version}, but does not find it now`)
  return {...item, status: 'copied', newVersion: found.version, newId: found.id}
}
