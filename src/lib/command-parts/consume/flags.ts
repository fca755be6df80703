// All flags of `consume`, and the order in which help shows them.
import type {InferredFlags} from '@oclif/core/interfaces'
import {firstPage} from '../../cli/first-page.ts'
import {clientFlag} from '../../cli/kafka-command.ts'
import {decodeErrorFlags, decodeFlags} from './decode.ts'
import {filterFlags} from './filter.ts'
import {groupFlags} from './group.ts'
import {outputFlags} from './output.ts'
import {startFlags} from './start.ts'
import {stopFlags} from './stop.ts'
import {timeFlags} from './times.ts'
import {topicFlags} from './topics.ts'

export const consumeFlags = firstPage(
  ['from-beginning', 'from', 'last', 'until-end', 'max-messages', 'output', 'print-key', 'key', 'grep', 'group'],
  {
    ...topicFlags,
    ...startFlags,
    ...stopFlags,
    ...timeFlags,
    ...outputFlags,
    ...decodeFlags,
    ...decodeErrorFlags,
    ...filterFlags,
    ...groupFlags,
    ...clientFlag,
  },
)

/** The groups of flags that follow the first page of help. */
export const consumeHelpGroups = [
  'TOPIC',
  'START',
  'STOP',
  'OUTPUT',
  'DECODE',
  'FILTER',
  'GROUP',
  'CONNECTION',
] as const

export type ConsumeFlags = InferredFlags<typeof consumeFlags>
