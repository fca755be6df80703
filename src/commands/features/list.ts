import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {listFeatures, noFeatures, type FeatureListing, type ListedFeature} from '../../lib/features/list.ts'

const columns = {
  feature: {value: ({feature}) => feature, role: () => 'name'},
  /** The level in use; 0 means off. */
  finalized: {
    value: ({finalized}) => finalized,
    text: ({finalized, finalizedName}) => (finalizedName === null ? finalized : `${finalized} (${finalizedName})`),
    align: 'right',
  },
  /** The lowest level that all brokers support; null if a broker does not have the feature. */
  min: {value: ({min}) => min, align: 'right'},
  max: {
    value: ({max}) => max,
    align: 'right',
    role: ({max, finalized}) => (max !== null && max > finalized ? 'warn' : undefined),
  },
  /** The newest level that kafkit knows; null for a feature that it does not know. */
  latest: {value: ({latest}) => latest, align: 'right'},
  /** Node ids of brokers that support less than others. */
  behind: {value: ({behind}) => behind, filled: true, role: () => 'bad'},
} satisfies Columns<ListedFeature>

export type Output = FeatureListing
export type Row = RowOf<typeof columns>

export default class FeaturesList extends KafkaCommand {
  static override summary = 'list features with the level in use and the levels that all brokers support'
  static override description =
    'Every broker is asked: a level can only be raised to what all of them support, and BEHIND names the brokers that do not support it yet (Kafka 2.7 or later).'
  static override examples = [
    '<%= config.bin %> features list',
    {
      description: 'Features that could be raised after an upgrade',
      command:
        "<%= config.bin %> features list --output json | jq -r '.features[] | select(.max > .finalized).feature'",
    },
  ]
  static override flags = {...reportFlags}

  async run(): Promise<number> {
    const {flags} = await this.parse(FeaturesList)
    const print = this.printer<Output, ListedFeature>(flags, columns, 'feature')
    const listing = (await listFeatures(await this.connect(flags))).open(this.failures)
    await print({value: listing, rows: listing.features})
    if (listing.features.length === 0 && listing.errors.length === 0) await this.note(noFeatures)
    return this.reportFailures(listing.errors)
  }
}
