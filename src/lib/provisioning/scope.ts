// What files own. Kafka records no owner of a topic or ACL, so kafkit keeps to the scope itself: nothing outside of it
// is declared or pruned.
import type {Declared, Placed, Scope} from './declared.ts'
import type {PlacedText} from './placed-text.ts'
import {placeText} from '../text/place.ts'

type Kind = 'topics' | 'groups' | 'principals'
const kinds: readonly Kind[] = ['topics', 'groups', 'principals']

/** Whether a pattern covers the name: `orders.*` is a prefix, `payments` the name itself. */
export const covers = (patterns: readonly Placed<string>[], name: string): boolean =>
  patterns.some(({value}) => coversOne(value, name))

const coversOne = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name

/** Whether any scope that limits this kind contains the name; false if no scope does. */
export const inScope = (scopes: readonly Scope[], kind: Kind, name: string): boolean =>
  scopes.some((scope) => covers(scope[kind] ?? [], name))

export const isProtected = (scopes: readonly Scope[], topic: string): boolean =>
  scopes.some(({protect}) => covers(protect, topic))

/** Reports what lies outside the scope of its own file, and scopes of two files that overlap. */
export function scopeProblems(documents: readonly Declared[]): PlacedText[] {
  return [...documents.flatMap(outside), ...overlaps(documents)]
}

function outside({scope, topics, acls, users, configs}: Declared): PlacedText[] {
  if (!scope) return []
  const names: readonly (readonly [Kind, string, string, PlacedText['place']])[] = [
    ...topics.map(({name, place}) => ['topics', name, `topic ${name}`, place] as const),
    ...acls.map(({binding: {principal}, place}) => ['principals', principal, principal, place] as const),
    ...users.map(({user, place}) => ['principals', `User:${user}`, `user ${user}`, place] as const),
    ...configs.flatMap(({resource, place}) =>
      resource.type === 'GROUP' ? [['groups', resource.name, `group ${resource.name}`, place] as const] : [],
    ),
  ]
  const seen = new Set<string>()
  return names.flatMap(([kind, name, what, place]) => {
    const patterns = scope[kind]
    if (!patterns || covers(patterns, name) || seen.has(`${kind} ${name}`)) return []
    seen.add(`${kind} ${name}`)
    return [
      {
        place,
        text: `${what} is outside of scope.${kind} (${placeText(scope.place)}): ${patterns.map(({value}) => value).join(', ') || 'nothing'}`,
      },
    ]
  })
}

function overlaps(documents: readonly Declared[]): PlacedText[] {
  const scopes = documents.flatMap(({scope}) => scope ?? [])
  return kinds.flatMap((kind) => {
    const all = scopes.flatMap((scope, at) => (scope[kind] ?? []).map((pattern) => ({...pattern, at})))
    return all.flatMap((one, i) =>
      all.slice(i + 1).flatMap((other): PlacedText[] => {
        const [a, b] = [one.value, other.value]
        const both = coversOne(a, b.replace(/\*$/, '')) || coversOne(b, a.replace(/\*$/, ''))
        if (one.at === other.at || !both) return []
        return [
          {
            place: other.place,
            text: `scope.${kind} '${b}' overlaps '${a}' in ${placeText(one.place)}: each name belongs to one file`,
          },
        ]
      }),
    )
  })
}
