import {globSync, readFileSync} from 'node:fs'
import {matchesGlob} from 'node:path'
import {expect, test} from 'vitest'

/** Rooms whose files say by their names what they are; apache/ has a list of its own (apache/README.md). */
const byFolder = new Set(['apache', 'apis'])

/** The names and patterns of each room in src/lib/FILES.md, without `.ts`. */
const listed = new Map(
  readFileSync('src/lib/FILES.md', 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section) => [
      section.slice(0, section.indexOf('/')),
      [...section.matchAll(/(?:^- |;\s+)((?:`[^`]+`,?\s+)*`[^`]+`):/gm)].flatMap(([, names]) =>
        [...(names ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ''),
      ),
    ]),
)

const filesByRoom = Map.groupBy(globSync('src/lib/*/**/*.ts').map(roomAndFile), ({room}) => room)

function roomAndFile(path: string) {
  const [, , room = '', ...file] = path.slice(0, -'.ts'.length).split(/[\\/]/)
  return {room, file: file.join('/')}
}

test('src/lib/FILES.md has every file of every room', () => {
  expect([...listed.keys()]).toEqual([...filesByRoom.keys()].toSorted())
  const missing = [...filesByRoom]
    .filter(([room]) => !byFolder.has(room))
    .flatMap(([room, files]) =>
      files
        .filter(({file}) => !(listed.get(room) ?? []).some((pattern) => matches(file, pattern)))
        .map(({file}) => `${room}/${file}`),
    )
  expect(missing).toEqual([])
})

test('src/lib/FILES.md names no file that does not exist', () => {
  const stale = [...listed].flatMap(([room, patterns]) =>
    patterns
      .filter((pattern) => !(filesByRoom.get(room) ?? []).some(({file}) => matches(file, pattern)))
      .map((pattern) => `${room}/${pattern}`),
  )
  expect(stale).toEqual([])
})

const matches = (file: string, pattern: string) => matchesGlob(file, pattern.replace(/\/\*$/, '/**'))
