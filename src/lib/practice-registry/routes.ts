// The paths of the API, and the method of the service for each.
import {Refused} from './answers.ts'
import type {Asked, Service} from './service.ts'

type Answer = (service: Service, asked: Asked, first: string, second: string) => unknown

/** `*` stands for a part of the path. */
const table: readonly (readonly [method: string, path: string, answer: Answer])[] = [
  ['GET', '', () => ({})],
  ['GET', 'subjects', (service, asked) => service.subjects(asked)],
  ['POST', 'subjects/*', (service, asked, subject) => service.lookUp(asked, subject)],
  ['DELETE', 'subjects/*', (service, asked, subject) => service.deleteSubject(asked, subject)],
  ['GET', 'subjects/*/versions', (service, asked, subject) => service.versions(asked, subject)],
  ['POST', 'subjects/*/versions', (service, asked, subject) => service.register(asked, subject)],
  ['GET', 'subjects/*/versions/*', (service, asked, ...which) => service.version(asked, ...which)],
  ['DELETE', 'subjects/*/versions/*', (service, asked, ...which) => service.deleteVersion(asked, ...which)],
  ['GET', 'subjects/*/versions/*/schema', (service, asked, ...which) => service.rawVersion(asked, ...which)],
  ['GET', 'subjects/*/versions/*/referencedby', (service, asked, ...which) => service.referencedBy(asked, ...which)],
  ['GET', 'schemas', (service, asked) => service.schemas(asked)],
  ['GET', 'schemas/types', (service) => service.types()],
  ['GET', 'schemas/ids/*', (service, asked, id) => service.byId(asked, id)],
  ['GET', 'schemas/ids/*/schema', (service, asked, id) => service.rawById(asked, id)],
  ['GET', 'schemas/ids/*/subjects', (service, asked, id) => service.subjectsOfId(asked, id)],
  ['GET', 'schemas/ids/*/versions', (service, asked, id) => service.usesOfId(asked, id)],
  ['GET', 'schemas/guids/*', (service, asked, guid) => service.byGuid(asked, guid)],
  ['POST', 'compatibility/subjects/*/versions', (service, asked, subject) => service.check(asked, subject)],
  ['POST', 'compatibility/subjects/*/versions/*', (service, asked, ...which) => service.check(asked, ...which)],
  ['GET', 'config', (service, asked) => service.level(asked)],
  ['PUT', 'config', (service, asked) => service.setLevel(asked)],
  ['DELETE', 'config', (service, asked) => service.unsetLevel(asked)],
  ['GET', 'config/*', (service, asked, subject) => service.level(asked, subject)],
  ['PUT', 'config/*', (service, asked, subject) => service.setLevel(asked, subject)],
  ['DELETE', 'config/*', (service, asked, subject) => service.unsetLevel(asked, subject)],
  ['GET', 'mode', (service, asked) => service.mode(asked)],
  ['PUT', 'mode', (service, asked) => service.setMode(asked)],
  ['GET', 'mode/*', (service, asked, subject) => service.mode(asked, subject)],
  ['PUT', 'mode/*', (service, asked, subject) => service.setMode(asked, subject)],
  ['DELETE', 'mode/*', (service, asked, subject) => service.unsetMode(asked, subject)],
  ['GET', 'contexts', (service) => service.contexts()],
  ['GET', 'v1/metadata/id', (service) => service.metadataId()],
  ['GET', 'v1/metadata/version', (service) => service.metadataVersion()],
]

/** Refuses a path that does not exist, or does not support the method. */
export function answerTo(service: Service, method: string, path: string, asked: Asked): unknown {
  const parts = path.split('/').filter((part, i, all) => part !== '' || (i > 0 && i < all.length - 1))
  let known = false
  for (const [its, pattern, answer] of table) {
    const words = pattern === '' ? [] : pattern.split('/')
    if (words.length !== parts.length || !words.every((word, i) => word === '*' || word === parts[i])) continue
    known = true
    if (its !== method) continue
    const [first = '', second = ''] = parts.filter((_, i) => words[i] === '*').map((part) => decodeURIComponent(part))
    return answer(service, asked, first, second)
  }
  throw known ? new Refused(405, 'HTTP 405 Method Not Allowed') : new Refused(404, 'HTTP 404 Not Found')
}
