// Messages that Kafka's own schemas wrote (fixtures/wire/RandomMessages.java), read and written again by our tables.
import {readFileSync} from 'node:fs'
import {gunzipSync} from 'node:zlib'
import {describe, expect, test} from 'vitest'
import type {Api} from '../../src/lib/wire/api.ts'
import {Reader, Writer} from '../../src/lib/wire/buffers.ts'
import {CorruptData} from '../../src/lib/wire/corrupt-data.ts'
import type {Side} from '../support/apache-definitions.ts'
import {allTables} from '../support/tables.ts'

const tables = await allTables()
const lines = gunzipSync(readFileSync(new URL('../fixtures/wire/random-messages.txt.gz', import.meta.url)))
const messages = lines
  .toString()
  .trim()
  .split('\n')
  .map((line) => {
    const [key, version, side, hex = ''] = line.split(' ')
    return {key: Number(key), version: Number(version), side: side as Side, bytes: Buffer.from(hex, 'hex')}
  })
const of = (api: Api) =>
  messages.filter(({key, version}) => key === api.key && version >= api.versions[0] && version <= api.versions[1])

function read(api: Api, side: Side, version: number, bytes: Buffer) {
  const r = new Reader(bytes)
  const value = api.codec(side, version).read(r) as unknown
  return {value, left: r.remaining}
}

function write(api: Api, side: Side, version: number, value: unknown) {
  const w = new Writer()
  api.codec(side, version).write(w, value)
  return Buffer.concat(w.chunks())
}

describe.each(tables)('$name', ({api}) => {
  test('every version and side is there', () => {
    const seen = new Set(of(api).map(({version, side}) => `${version} ${side}`))
    expect(seen.size).toBe(2 * (api.versions[1] - api.versions[0] + 1))
  })

  test('is read to the last byte and written again unchanged', () => {
    for (const {version, side, bytes} of of(api)) {
      const {value, left} = read(api, side, version, bytes)
      expect(left).toBe(0)
      const again = write(api, side, version, value)
      if (again.equals(bytes)) continue
      // Unknown tags and tags that say the default are left out: what is shorter must mean the same.
      expect([version, api.isFlexible(version)]).toEqual([version, true])
      expect(again.length).toBeLessThan(bytes.length)
      expect(read(api, side, version, again).value).toEqual(value)
    }
  })

  test('is refused if it is cut short anywhere', () => {
    for (const {version, side, bytes} of of(api)) {
      const step = Math.max(1, Math.floor(bytes.length / 40))
      for (let length = 0; length < bytes.length; length += step) {
        expect(() => read(api, side, version, bytes.subarray(0, length))).toThrow(CorruptData)
      }
    }
  })

  test('with any byte changed is read or refused, with no other outcome', () => {
    for (const {version, side, bytes} of of(api)) {
      for (let at = 0; at < bytes.length; at += Math.max(1, Math.floor(bytes.length / 25))) {
        for (const wrong of [0x00, 0x7f, 0x80, 0xff]) {
          const broken = Buffer.from(bytes)
          broken[at] = wrong
          try {
            read(api, side, version, broken)
          } catch (error) {
            expect(error).toBeInstanceOf(CorruptData)
          }
        }
      }
    }
  })
})

test('most messages are the same byte for byte', () => {
  const same = tables.flatMap(({api}) =>
    of(api).map(({version, side, bytes}) => {
      const {value} = read(api, side, version, bytes)
      return write(api, side, version, value).equals(bytes)
    }),
  )
  expect(same.length).toBeGreaterThan(1000)
  expect(same.filter(Boolean).length / same.length).toBeGreaterThan(0.6)
})
