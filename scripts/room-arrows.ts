// The room arrows of .dependency-cruiser.cjs as data and as text for people.
import {readFileSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {join} from 'node:path'
import {root} from './command-files.ts'

/** The rooms, and single files of rooms, that each room may import. */
export type Arrows = Readonly<Record<string, readonly string[]>>

const config = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as {
  readonly arrows: Arrows
  readonly everySubject: readonly string[]
}
export const {arrows, everySubject} = config
const readme = join(root, 'src/lib/README.md')

/** A path from a room back to itself, or undefined. A file without its own line counts as its room. */
export function cycleIn(arrows: Arrows): readonly string[] | undefined {
  const placeOf = (target: string) => (target in arrows ? target : (target.split('/')[0] ?? ''))
  const finished = new Set<string>()
  const walk = (place: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(place)) return [...path.slice(path.indexOf(place)), place]
    if (finished.has(place)) return undefined
    for (const target of arrows[place] ?? []) {
      const cycle = walk(placeOf(target), [...path, place])
      if (cycle) return cycle
    }
    finished.add(place)
    return undefined
  }
  for (const room of Object.keys(arrows)) {
    const cycle = walk(room, [])
    if (cycle) return cycle
  }
  return undefined
}

/** The block of src/lib/README.md: one line per room, wrapped if it is long. */
export function arrowsText(): string {
  const subjects = new Set(everySubject)
  const hasAll = (targets: readonly string[]) => everySubject.every((subject) => targets.includes(subject))
  const width = Math.max(...Object.keys(arrows).map(({length}) => length))
  const lines = Object.entries(arrows).flatMap(([room, targets]) => {
    const shown = hasAll(targets)
      ? [...targets.filter((target) => !subjects.has(target)), 'every subject']
      : [...targets]
    const rows: string[] = ['']
    for (const [i, target] of shown.entries()) {
      const word = i < shown.length - 1 ? `${target}, ` : target
      if ((rows.at(-1) ?? '').length + word.length > 94) rows.push('')
      rows[rows.length - 1] += word
    }
    if (shown.length === 0) rows[0] = 'nothing'
    return rows.map((row, i) => `    ${(i === 0 ? room : '').padEnd(width)} ${i === 0 ? '→' : ' '} ${row.trimEnd()}`)
  })
  return `${lines.join('\n')}\n`
}

const heading = '## Rooms and arrows\n\n'

/** The present block of src/lib/README.md. */
export function arrowsInReadme(): string {
  const [, after = ''] = readFileSync(readme, 'utf8').split(heading)
  return after.slice(0, after.indexOf('\n\n') + 1)
}

export function writeArrows(): void {
  const text = readFileSync(readme, 'utf8')
  writeFileSync(
    readme,
    text.replace(heading + arrowsInReadme(), () => heading + arrowsText()),
  )
}
