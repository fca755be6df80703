// Flags of groups lag for monitoring systems.
import {boolean, option, string} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'

const helpGroup = 'OUTPUT'

export const formatFlags = {
  format: option({
    options: ['nagios', 'openmetrics'] as const,
    summary: 'for monitoring: the output and exit code of a Nagios plugin, or metrics as text',
    helpGroup,
  })(),
  nagios: boolean({summary: 'short for --format nagios', helpGroup}),
}

export const formatOf = ({
  format,
  nagios,
}: Pick<InferredFlags<typeof formatFlags>, 'format' | 'nagios'>): 'nagios' | 'openmetrics' | undefined =>
  nagios ? 'nagios' : format

/** The same flags, but accepting any value any number of times, for command lines that may be wrong. */
export const anyFormatFlags = {
  format: string({multiple: true, multipleNonGreedy: true}),
  nagios: boolean(),
}
