// Finds the command that was meant by words that are not a command. Loaded only then.
import {nearest} from '../text/nearest.ts'
import {otherNames} from './names.ts'

/**
 * The commands that were probably meant by `words`, the likeliest first; empty if none is similar. `ids`: the ids of
 * all commands, such as `topics list`. The beginning of a name ranks before similarity, and a destructive command is
 * only suggested for a word that clearly names it.
 */
export function meantCommands(words: readonly string[], ids: readonly string[]): string[] {
  const [first = '', second = ''] = words.map((word) => word.toLowerCase())
  const subjects = [...new Set(ids.flatMap((id) => (id.includes(' ') ? [id.split(' ')[0] ?? ''] : [])))]
  const subject = subjectOf(first, subjects)
  const emptied = subject === undefined ? first : subject === 'topics' ? second : ''
  const object = second === '' ? undefined : subjectOf(second, subjects)
  // `purge orders`, `purge topic orders`, `topics purge orders`, but not `purge group`.
  if (emptying.includes(emptied) && (subject === 'topics' || object === undefined || object === 'topics'))
    return ids.filter((id) => id === 'records trim')
  if (subject !== undefined) {
    if (second === '') return [...(singleWords[first] ?? [subject])]
    const verbs = ids.filter((id) => id.startsWith(`${subject} `)).map((id) => id.slice(subject.length + 1))
    const found = verbsOf(second, verbs).map((verb) => `${subject} ${verb}`)
    if (found.length > 0) return found
    // `topics lag`, `share ls`: verbs that only one subject has suggest that subject, but `brokers delete` does not
    // suggest groups.
    const verb = second === 'ls' ? 'list' : second
    if (destroys(verb) && !verb.includes('-')) return []
    return namedElsewhere(verb, ids).filter((id) => verb.includes('-') || /^groups |^[^ ]+$/.test(id))
  }
  // `list topics`, in the order of other tools.
  if (object !== undefined) {
    const verbs = ids.filter((id) => id.startsWith(`${object} `)).map((id) => id.slice(object.length + 1))
    const found = verbsOf(first, verbs).map((verb) => `${object} ${verb}`)
    if (found.length > 0) return found
  }
  const singles = ids.filter((id) => !id.includes(' '))
  const single = singleWords[first]?.filter((each) => ids.includes(each))
  if (single && single.length > 0) return single
  const begun = singles.find((each) => first.length > 2 && each.startsWith(first))
  if (begun !== undefined) return [begun]
  const named = namedElsewhere(first, ids)
  // Most commands without a subject are about groups or topics.
  const usual = named.filter((id) => /^(?:groups|topics) /.test(id))
  if (named.length > 0) return usual.length > 0 ? usual : named
  const verb = ['topics', 'groups'].flatMap((each) => {
    const verbs = ids.filter((id) => id.startsWith(`${each} `)).map((id) => id.slice(each.length + 1))
    return synonymsOf(first, verbs).map((found) => `${each} ${found}`)
  })
  if (verb.length > 0) return verb
  const near = nearest(first, singles)
  return near === undefined ? [] : [near]
}

/** The subject of a word as people write it: `topic`, `topi`, `kafka-topics.sh`, `cg`, `tpoics`. */
function subjectOf(word: string, subjects: readonly string[]): string | undefined {
  const bare = word.replace(/^kafka-/, '').replace(/\.sh$/, '')
  const name = otherNames[bare] ?? subjectNames[bare] ?? bare
  if (subjects.includes(name)) return name
  const begun = subjects.filter((each) => name.length > 1 && each.startsWith(name))
  if (begun.length === 1) return begun[0]
  return name.length > 3 ? nearest(name, subjects) : undefined
}

/** The verbs of one subject that were probably meant. */
function verbsOf(word: string, verbs: readonly string[]): string[] {
  if (verbs.includes(word)) return [word]
  const synonyms = synonymsOf(word, verbs)
  if (synonyms.length > 0) return synonyms
  // A prefix wins; of several verbs with that prefix, the harmless ones.
  const begun = verbs.filter((verb) => verb.startsWith(word))
  const harmless = begun.filter((verb) => !destroys(verb))
  if (begun.length > 0) return harmless.length > 0 ? harmless : begun
  const part = verbs.filter((verb) => !destroys(verb) && verb.split('-').slice(1).includes(word))
  if (part.length > 0) return part
  const near = nearest(
    word,
    verbs.filter((verb) => !destroys(verb) || isSlip(word, verb)),
  )
  return near === undefined ? [] : [near]
}

/** What other tools call the deletion of a topic's records, after which the topic is still there. */
const emptying = ['purge', 'empty', 'truncate', 'clear', 'flush', 'wipe', 'delete-records', 'delete-messages']

/** The first synonym of the word that the subject has. */
const synonymsOf = (word: string, verbs: readonly string[]): string[] =>
  verbNames.filter(({words}) => words.includes(word)).flatMap(({verbs: meant}) => meant.find((verb) => verbs.includes(verb)) ?? []).slice(0, 1) // prettier-ignore

/**
 * The same verb with another subject: `topics lag`, or `lag` alone. Only for a destructive verb must the word be
 * unmistakable.
 */
function namedElsewhere(verb: string, ids: readonly string[]): string[] {
  const found = ids.filter((id) => id === verb || id.endsWith(` ${verb}`))
  return verb.includes('-') || found.length === 0 || !destroys(verb) ? found : found.filter((id) => /^(topics|groups) /.test(id)) // prettier-ignore
}

const destroys = (verb: string) =>
  /^(?:abort|alter|cancel|delete|downgrade|drain|expire|fence|remove|reset|revoke|stop|trim|unclean|undo|unset)/.test(
    verb,
  )

/** Letters are missing, doubled or swapped, but none are new: neither `rename` nor `remote` is a slip for `remove`. */
const isSlip = (word: string, verb: string) =>
  word[0] === verb[0] && word.split('').every((letter) => verb.includes(letter))

const subjectNames: Readonly<Record<string, string>> = {
  t: 'topics',
  g: 'groups',
  cg: 'groups',
  consumer: 'groups',
  consumers: 'groups',
  consumergroup: 'groups',
  consumergroups: 'groups',
  'consumer-group': 'groups',
  'share-groups': 'groups',
  'streams-groups': 'groups',
  context: 'profile',
  contexts: 'profile',
  profiles: 'profile',
  env: 'profile',
  settings: 'config',
  setting: 'config',
  'client-metric': 'client-metrics',
}

/** Words that stand for whole commands. */
const singleWords: Readonly<Record<string, readonly string[]>> = {
  cat: ['consume'],
  tail: ['consume'],
  head: ['consume'],
  read: ['consume'],
  get: ['consume'],
  fetch: ['consume'],
  dump: ['consume'],
  follow: ['consume'],
  listen: ['consume'],
  sub: ['consume'],
  subscribe: ['consume'],
  consumer: ['consume'],
  'kafka-console-consumer': ['consume'],
  'kafka-console-consumer.sh': ['consume'],
  'kafka-avro-console-consumer': ['consume'],
  write: ['produce'],
  send: ['produce'],
  put: ['produce'],
  push: ['produce'],
  pub: ['produce'],
  publish: ['produce'],
  post: ['produce'],
  producer: ['produce'],
  'kafka-console-producer': ['produce'],
  'kafka-console-producer.sh': ['produce'],
  'kafka-avro-console-producer': ['produce'],
  ping: ['doctor'],
  check: ['doctor'],
  diagnose: ['doctor'],
  init: ['profile add'],
  login: ['profile add'],
  connect: ['profile add'],
  setup: ['profile add'],
  man: ['help'],
  usage: ['help'],
  seek: ['groups reset-offsets'],
  rewind: ['groups reset-offsets'],
  reset: ['groups reset-offsets'],
  offsets: ['groups describe'],
}

/**
 * Words that people type, with the verbs of commands that they may mean; the first one that the subject has is
 * suggested.
 */
const verbNames: readonly {readonly words: readonly string[]; readonly verbs: readonly string[]}[] = [
  {words: ['ls', 'l', 'list', 'all', 'index', 'names'], verbs: ['list', 'status']},
  {
    words: ['desc', 'describe', 'info', 'show', 'get', 'inspect', 'details', 'detail', 'view', 'cat', 'print', 'read', 'stat', 'status', 'state', 'members', 'offsets', 'partitions'], // prettier-ignore
    verbs: ['describe', 'show', 'status', 'explain', 'list'],
  },
  {
    words: ['rm', 'del', 'delete', 'remove', 'drop', 'destroy', 'erase', 'purge', 'unset'],
    verbs: ['delete', 'remove', 'unset', 'revoke', 'expire', 'trim'],
  },
  {words: ['new', 'add', 'create', 'make', 'mk', 'touch', 'init'], verbs: ['create', 'add', 'set', 'grant']},
  {
    words: ['update', 'set', 'edit', 'change', 'modify', 'alter', 'config', 'configs', 'configure'],
    verbs: ['alter', 'set'],
  },
  {words: ['seek', 'rewind', 'reset', 'replay', 'set-offset', 'set-offsets', 'reset-offset'], verbs: ['reset-offsets']},
  {words: ['delete-offset', 'rm-offsets', 'remove-offsets'], verbs: ['delete-offsets']},
  {words: ['select', 'switch', 'activate', 'default', 'current', 'set', 'choose'], verbs: ['use']},
  {words: ['compare', 'cmp', 'difference'], verbs: ['diff']},
  {words: ['why', 'where', 'source', 'trace'], verbs: ['explain']},
  {words: ['check', 'ping', 'verify', 'try'], verbs: ['test', 'status', 'lag']},
  {words: ['up', 'run', 'launch', 'create', 'new', 'init'], verbs: ['start']},
  {words: ['down', 'kill', 'halt', 'shutdown', 'quit', 'delete', 'rm', 'remove', 'destroy', 'clean'], verbs: ['stop']},
  {words: ['log', 'tail'], verbs: ['logs']},
  {words: ['tail', 'head', 'messages', 'records'], verbs: ['peek']},
  {words: ['monitor', 'follow', 'live'], verbs: ['watch']},
  {words: ['stale', 'unused', 'inactive', 'dead'], verbs: ['idle']},
  {words: ['prometheus', 'exporter', 'openmetrics'], verbs: ['export-metrics']},
  {words: ['install'], verbs: ['link']},
  {words: ['truncate', 'empty', 'clear', 'delete-records'], verbs: ['trim']},
  {words: ['allow', 'permit'], verbs: ['grant']},
  {words: ['deny', 'revoke', 'invalidate'], verbs: ['revoke', 'expire']},
  {words: ['passwd', 'password', 'change-password', 'reset-password'], verbs: ['rotate']},
  {words: ['kill', 'end', 'terminate'], verbs: ['abort']},
  {words: ['execute', 'go'], verbs: ['start']},
]
