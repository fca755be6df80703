import type {TopicReaders} from '../../activity/topic-readers.ts'
import {listed} from '../../text/listed.ts'
import {counted} from '../../text/plural.ts'

const mostNames = 5

/** A sentence for each topic, and one if not all groups could be seen. */
export function readersSentences(readers: TopicReaders, topics: readonly string[]): string[] {
  const {groups, errors} = readers
  const more = errors.length > 0 ? ', and others may' : ''
  return [
    ...topics.map((topic) => {
      const ids = groups.get(topic) ?? []
      if (ids.length > 0) return `${ids.length === 1 ? 'group' : 'groups'} ${names(ids)} ${ids.length === 1 ? 'reads' : 'read'} ${topic}${more}` // prettier-ignore
      return errors.length > 0 ? `cannot tell whether a group reads ${topic}` : `no visible group reads ${topic}`
    }),
    ...errors.map(({message}) => `not all groups could be seen: ${message}`),
  ]
}

const names = (ids: readonly string[]) =>
  ids.length <= mostNames
    ? listed(ids, 'and')
    : listed([...ids.slice(0, mostNames), counted(ids.length - mostNames, 'more', 'more')], 'and')
