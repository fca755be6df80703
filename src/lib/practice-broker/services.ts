import type {PracticeCluster} from './practice-cluster.ts'
import type {Service} from './server.ts'
import {makeServices} from './services/all.ts'

/** Everything that the practice brokers answer, by API key: the files of services/. */
export function servicesOf(cluster: PracticeCluster): ReadonlyMap<number, Service> {
  const services = new Map<number, Service>()
  for (const make of makeServices) {
    const service = make(cluster, services)
    services.set(service.api.key, service)
  }
  return services
}
