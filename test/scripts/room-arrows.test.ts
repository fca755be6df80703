import {expect, test} from 'vitest'
import {arrows, arrowsInReadme, arrowsText, cycleIn} from '../../scripts/room-arrows.ts'

test('src/lib/README.md shows the arrows of .dependency-cruiser.cjs: npm run arrows -- --write', () => {
  expect(arrowsInReadme()).toBe(arrowsText())
  expect(arrowsText()).toMatch(/^ {4}apis +→ wire$/m)
})

test('the rooms stand on each other without a circle', () => {
  expect(cycleIn(arrows)).toBeUndefined()
})

test('a circle is found, also through a single file of a room', () => {
  expect(cycleIn({a: ['b'], b: ['c', 'd'], c: [], d: ['b/file']})).toEqual(['b', 'd', 'b'])
  expect(cycleIn({a: ['b/ground'], b: ['a'], 'b/ground': []})).toBeUndefined()
})
