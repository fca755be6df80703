// Which release of Apache Kafka introduced which version of each API, and what a broker's API list reveals about its
// release.
import type {Versions} from '../wire/api.ts'

/**
 * One line per API: the key, then for each version from 0 on the first release that supports it. Where the two modes
 * differ, it is that of brokers in KRaft mode. Tests compare it with the answers of real brokers.
 */
const history = `
0 0.8 0.9 0.10.0 0.11 1.0 1.0 2.0 2.1 2.4 2.8 3.7 3.8 4.0 4.1
1 0.8 0.9 0.10.0 0.10.1 0.11 0.11 1.0 1.1 2.0 2.1 2.1 2.3 2.7 3.1 3.5 3.5 3.7 3.9 4.1
2 0.8 0.10.1 0.11 2.0 2.1 2.2 2.8 3.0 3.5 3.9 4.0 4.2
3 0.8 0.10.0 0.10.1 0.11 0.11 1.0 2.0 2.1 2.3 2.4 2.8 2.8 3.1 4.0
8 0.8 0.8 0.9 0.11 2.0 2.1 2.1 2.3 2.4 3.6 4.2
9 0.8 0.8 0.11 0.11 2.0 2.1 2.4 2.5 3.0 3.6 4.2
10 0.8 0.11 2.0 2.4 3.0 3.8 3.9
11 0.8 0.10.1 0.11 2.0 2.2 2.3 2.4 2.5 3.2 3.2
12 0.8 0.11 2.0 2.3 2.4
13 0.9 0.11 2.0 2.4 2.4 3.2
14 0.9 0.11 2.0 2.3 2.4 2.5
15 0.9 0.11 2.0 2.3 2.4 2.4 4.0
16 0.9 0.11 2.0 2.4 2.6 3.8
17 0.10.0 1.0
18 0.10.0 0.11 2.0 2.4 3.9 4.4
19 0.10.1 0.10.2 0.11 2.0 2.4 2.4 2.7 2.8
20 0.10.1 0.11 2.0 2.1 2.4 2.7 2.8
21 0.11 2.0 2.6
22 0.11 2.0 2.4 2.5 2.7 3.8
23 0.11 2.0 2.1 2.3 2.8
24 0.11 2.0 2.7 2.8 3.6 3.8
25 0.11 2.0 2.7 2.8 3.8
26 0.11 2.0 2.7 2.8 3.8 4.0
28 0.11 2.0 2.1 2.5 3.8 4.0 4.4
29 0.11 2.0 2.5 3.3
30 0.11 2.0 2.5 3.3
31 0.11 2.0 2.5 3.3
32 0.11 1.1 2.0 2.6 2.8
33 0.11 2.0 2.8
34 1.0 2.0 2.8
35 1.0 2.0 2.6 3.2 3.3 4.3
36 1.0 2.2 2.5
37 1.0 2.0 2.5 2.7
38 1.1 2.0 2.4 3.3
39 1.1 2.0 2.5
40 1.1 2.0 2.5
41 1.1 2.0 2.5 3.3
42 1.1 2.0 2.4 4.4
43 2.2 2.4 2.4
44 2.3 2.4
45 2.4 4.1
46 2.4
47 2.4
48 2.6 2.8
49 2.6 2.8
50 2.7
51 2.7
55 3.3 3.3 3.9
57 2.7 3.3 4.0
60 2.8 3.7 4.0
61 2.8
64 3.3
65 3.0
66 3.0 3.8 4.1
68 3.7 4.0
69 3.7 4.0
71 3.7
72 3.7
74 3.7 4.1
75 3.8
76 4.1 4.1
77 4.1 4.1
78 4.1 4.1 4.2
79 4.1 4.1 4.2
80 3.9 4.2
81 3.9
88 4.1 4.4
89 4.1 4.4
90 4.1 4.2
91 4.1
92 4.1`

/** Parsed on first use, because only errors and the doctor read it. */
let parsed: ReadonlyMap<number, readonly string[]> | undefined

function releasesOf(key: number): readonly string[] {
  parsed ??= new Map(
    history
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([key, ...releases]) => [Number(key), releases]),
  )
  return parsed.get(key) ?? []
}

/** The first release that supports this version of an API: `3.8`; undefined if it is not known. */
export const broughtBy = (key: number, version = 0): string | undefined => releasesOf(key)[version]

/**
 * APIs that every broker since that release has, whatever its mode and settings: a broker that lacks one is not Apache
 * Kafka.
 */
const always = [
  0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28, 32, 33, 36, 37, 42,
]
const alwaysInKraft = [...always, 38, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 50, 51, 55, 57, 60, 61, 65, 66]

export interface ReleaseGuess {
  /** The release whose newest API version the broker supports. */
  readonly from: string
  /** The last release that introduced nothing that the broker lacks; usually equal to `from`. */
  readonly to: string
  /** Keys of APIs that every Apache Kafka of that age has and this broker lacks: it is another implementation. */
  readonly lacks: readonly number[]
}

/** Guesses the release from a broker's ApiVersions; undefined if it supports no API that kafkit knows. */
export function guessRelease(versions: ReadonlyMap<number, Versions>): ReleaseGuess | undefined {
  let from: string | undefined
  let next: string | undefined
  for (const [key, [, max]] of versions) {
    const releases = releasesOf(key)
    const spoken = releases[Math.min(max, releases.length - 1)]
    if (spoken !== undefined && (from === undefined || isBefore(from, spoken))) from = spoken
  }
  if (from === undefined) return undefined
  for (const [key, [, max]] of versions) {
    const missing = releasesOf(key)[max + 1]
    if (missing !== undefined && isBefore(from, missing) && (next === undefined || isBefore(missing, next)))
      next = missing
  }
  const {length} = names
  const to = names[(next === undefined ? length : names.indexOf(next)) - 1] ?? from
  const expected = isBefore(from, '4.0') ? always : alwaysInKraft
  const lacks = expected.filter((key) => {
    const release = broughtBy(key)
    return release !== undefined && !isBefore(from, release) && !versions.has(key)
  })
  return {from, to, lacks}
}

const names = [
  ...[
    '0.8',
    '0.9',
    '0.10.0',
    '0.10.1',
    '0.10.2',
    '0.11',
    '1.0',
    '1.1',
    '2.0',
    '2.1',
    '2.2',
    '2.3',
    '2.4',
    '2.5',
    '2.6',
  ],
  ...[
    '2.7',
    '2.8',
    '3.0',
    '3.1',
    '3.2',
    '3.3',
    '3.4',
    '3.5',
    '3.6',
    '3.7',
    '3.8',
    '3.9',
    '4.0',
    '4.1',
    '4.2',
    '4.3',
    '4.4',
  ],
]

export const isBefore = (a: string, b: string) => names.indexOf(a) < names.indexOf(b)
