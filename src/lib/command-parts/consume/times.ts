// How `consume` reads and writes times.
import type {InferredFlags} from '@oclif/core/interfaces'
import {timeZone} from '../../cli/flags.ts'

export const timeFlags = {
  'time-zone': timeZone({
    helpGroup: 'START',
    summary:
      'zone of times without one in --from, --until and --where, and of printed times: Europe/Berlin, +02:00, local (default: UTC)',
  }),
}

export type TimeFlags = InferredFlags<typeof timeFlags>
