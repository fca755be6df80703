import {expect, test} from 'vitest'
import {commandFiles} from '../../scripts/command-files.ts'
import {dropInNames} from '../../scripts/drop-in-tools.ts'
import {commandLines, dropInLines, kafkitLines} from './command-lines.ts'

test('every command and every drop-in has command lines, or a reason for none; nothing else has', () => {
  expect(Object.keys(kafkitLines).toSorted()).toEqual(
    commandFiles()
      .map(({id}) => id)
      .toSorted(),
  )
  expect(Object.keys(dropInLines).toSorted()).toEqual(dropInNames().toSorted())
  expect(commandLines().length).toBeGreaterThan(25)
})
