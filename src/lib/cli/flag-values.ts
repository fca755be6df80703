import type {InferredFlags} from '@oclif/core/interfaces'

/**
 * The values that parsing returns for these flag definitions: `FlagValues<typeof reportFlags>`. oclif adds `json` to
 * every inferred type, a flag that no command here has.
 */
export type FlagValues<Definitions> = Omit<InferredFlags<Definitions>, 'json'>
