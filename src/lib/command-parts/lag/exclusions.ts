// Which flags of `groups lag` exclude or need each other.
import type {InferredFlags} from '@oclif/core/interfaces'
import type {Exclusion} from '../../cli/exclusions.ts'
import type {Limit} from '../../groups/lag/gate.ts'
import type {formatFlags} from './format.ts'
import type {limitFlags} from './limits.ts'

type LagFlags = Pick<InferredFlags<typeof formatFlags>, 'format' | 'nagios'> &
  Pick<InferredFlags<typeof limitFlags>, 'stuck' | 'stuck-file' | 'warn' | 'crit'> & {
    readonly age?: boolean | undefined
  }

export const lagExclusions: readonly Exclusion<LagFlags>[] = [
  ['format', 'nagios'],
  {
    when: ({stuck}) => stuck === undefined,
    refuse: ['stuck-file'],
    say: (flag) => `${flag} needs --stuck`,
  },
  {
    when: ({age, warn, crit}) => age === false && (limitOf(warn, 'ageMs') ?? limitOf(crit, 'ageMs')) !== undefined,
    sentence: '--no-age: a limit on time needs the ages',
  },
  {
    when: ({warn, crit}) =>
      (['records', 'ageMs'] as const).some((kind) => {
        const [low, high] = [limitOf(warn, kind), limitOf(crit, kind)]
        return low !== undefined && high !== undefined && low > high
      }),
    sentence: '--warn is greater than --crit, so there would never be a warning',
  },
]

const limitOf = (limits: readonly Limit[] | undefined, kind: keyof Limit): number | undefined =>
  limits?.find((each) => each[kind] !== undefined)?.[kind]
