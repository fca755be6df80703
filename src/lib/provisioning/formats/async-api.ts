// Reads AsyncAPI 2 and 3: the Kafka bindings of channels.
import {fieldsOf} from '../fields.ts'
import {textAt, valueAt} from '../../text/node.ts'
import type {FormatReader} from '../reader.ts'
import {listed} from '../../text/listed.ts'
import {Building, configsIn, countIn, partitionsIn, textIn} from './building.ts'

export const asyncApi: FormatReader = {
  name: 'asyncapi',
  readsLittle: true,
  recognises: (document) => valueAt(document, 'asyncapi') !== undefined,
  read: (document, reading) => {
    const building = new Building(asyncApi.name, document.place, reading)
    const channels = valueAt(document, 'channels')
    building.speaksOf('topics')
    const without: string[] = []
    for (const [channel, {place, value}] of channels?.kind === 'map' ? channels.entries : []) {
      const node = valueAt(value, 'bindings', 'kafka')
      const binding = node && fieldsOf(node, `the Kafka binding of channel ${channel}`, building)
      // Version 3 keeps the address separate from the name.
      const name = (binding && textIn(binding, 'topic')) ?? {value: textAt(value, 'address') ?? channel, place}
      if (!binding?.has('partitions')) {
        without.push(name.value)
        continue
      }
      building.topic({
        name: name.value,
        place: name.place,
        partitions: partitionsIn(binding, 'partitions'),
        replicationFactor: countIn(binding, 'replicas'),
        configs: configsIn(binding, 'topicConfiguration', building),
      })
      binding.text('bindingVersion')
      binding.done()
    }
    if (without.length > 0)
      building.remark(
        document.place,
        `channels whose Kafka binding names no partitions are left out: ${listed(without, 'and')}`,
      )
    return [building.done()]
  },
}
