import type {Preparation, Prepared} from './plan.ts'
import type {Topology} from './properties.ts'
import type {Settings} from './settings.ts'
export async function prepareDocker(_i: {
  docker: string
  dir: string
  clusterId: string
  topology: Topology
  settings: Settings
}): Promise<Preparation> {
  const brokers: Prepared[] = []
  return {quorum: [], brokers}
}
