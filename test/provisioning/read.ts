// Documents read without files, for tests of formats.
import type {Declared, DesiredTopic} from '../../src/lib/provisioning/declared.ts'
import {parseCsv} from '../../src/lib/provisioning/csv.ts'
import {formatNamed, formatOf, problemsIn} from '../../src/lib/provisioning/formats.ts'
import {parseDocuments} from '../../src/lib/provisioning/parse.ts'
import type {PlacedText} from '../../src/lib/provisioning/placed-text.ts'
import {ProblemCollector} from '../../src/lib/provisioning/reader.ts'

export interface ReadText {
  readonly declared: readonly Declared[]
  /** `FILE:LINE:COLUMN: what is wrong`. */
  readonly problems: readonly string[]
  readonly remarks: readonly string[]
}

const said = ({place: {line, column}, text}: PlacedText) => `${line}:${column}: ${text}`

/** What a file with this text declares; `from`: as this format, whatever it looks like. */
export function readText(
  text: string,
  {
    file = 'f.yaml',
    from,
    secrets = {},
    julieName,
    skipKinds,
  }: {
    file?: string
    from?: string
    secrets?: Record<string, string>
    julieName?: string
    skipKinds?: readonly string[]
  } = {},
): ReadText {
  const collector = new ProblemCollector({secrets: new Map(Object.entries(secrets)), julieName, skipKinds})
  const found = file.endsWith('.csv') ? parseCsv(text, file) : parseDocuments(text, file)
  const {documents} = found
  const problems = problemsIn(found, from === undefined ? undefined : formatNamed(from))
  collector.documents = documents
  const declared = documents.flatMap((document) => {
    const format = from === undefined ? formatOf(document) : formatNamed(from)
    if (!format) throw new Error('no format recognises it')
    return format.read(document, collector)
  })
  return {
    declared,
    problems: [...problems, ...collector.problems].map(said),
    remarks: [...collector.remarks, ...declared.flatMap(({remarks}) => remarks)].map(said),
  }
}

/** A topic in one line, without places: `orders 6/3 retention.ms=86400000`. */
export const topicLine = ({name, state, partitions, replicationFactor, assignment, configs}: DesiredTopic): string =>
  [
    name,
    assignment
      ? assignment.value.map((each) => each.join(':')).join(',')
      : `${partitions?.value ?? 'any'}/${replicationFactor?.value ?? 'any'}`,
    ...(state === 'present' ? [] : [state]),
    ...configs.map((config) => `${config.name}=${config.value ?? 'unset'}`).toSorted(),
  ].join(' ')

export const topicLines = ({declared}: ReadText): string[] =>
  declared.flatMap(({topics}) => topics.map(topicLine)).toSorted()

/** `User:a READ TOPIC LITERAL orders from *`, in order. */
export const aclLines = ({declared}: ReadText): string[] =>
  declared
    .flatMap(({acls}) =>
      acls.map(({state, binding}) => {
        const {permission, principal, operation, resourceType, patternType, resourceName, host} = binding
        const words = [principal, operation, resourceType, patternType, resourceName]
        return [
          ...(permission === 'DENY' ? ['DENY'] : []),
          ...(state === 'absent' ? ['absent'] : []),
          ...words,
          ...(host === '*' ? [] : [`from ${host}`]),
        ].join(' ')
      }),
    )
    .toSorted()
