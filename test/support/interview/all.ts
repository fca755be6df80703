import {aboutConfigs} from './about-configs.ts'
import {aboutGroups} from './about-groups.ts'
import {aboutRecords} from './about-records.ts'
import {aboutTopics} from './about-topics.ts'
import {groupScenes} from './group-scenes.ts'
import {Interview} from './interview.ts'

/**
 * Each interview is held with a fresh broker, or after the others in this order; the key is the name of the
 * recording.
 */
export const interviews: Readonly<Record<string, (to: Interview) => Promise<void>>> = {
  topics: aboutTopics,
  configs: aboutConfigs,
  records: aboutRecords,
  groups: aboutGroups,
  'group-scenes': groupScenes,
}

/** The settings with which the broker must be started to give the recorded answers. */
export const brokerSettings = {'group.min.session.timeout.ms': 100, 'group.max.size': 3}

/** Recorded answers of Apache Kafka 4.3.1. */
export const recording = (name: string): URL => new URL(`../../fixtures/kafka-4.3.1/${name}.txt`, import.meta.url)

/**
 * All answers of the broker at this port, one line each; for scenes they are sorted, because several members are
 * answered at the same time.
 */
export async function answers(name: string, port: number): Promise<string[]> {
  using interview = new Interview(port)
  await interviews[name]?.(interview)
  return name === 'group-scenes' ? interview.lines.sort() : interview.lines
}
