// The formats that can be read.
import {listed} from '../text/listed.ts'
import {nearest} from '../text/nearest.ts'
import {UsageError} from '../errors/usage-error.ts'
import {asyncApi} from './formats/async-api.ts'
import {jikkou} from './formats/jikkou.ts'
import {julie} from './formats/julie.ts'
import {kafkaGitops} from './formats/kafka-gitops.ts'
import {kdef} from './formats/kdef.ts'
import {kubernetesFormats, kubernetesList} from './formats/kubernetes.ts'
import {ansible, bitnami, compose, csv} from './formats/lists.ts'
import {terraform} from './formats/terraform.ts'
import {topicctl} from './formats/topicctl.ts'
import {native} from './native/native.ts'
import type {Node} from '../text/node.ts'
import type {Parsed} from './parse.ts'
import type {PlacedText} from './placed-text.ts'
import type {FormatReader} from './reader.ts'

/** A document is read by the first format that recognises it. */
const formats: readonly FormatReader[] = [
  native,
  ...kubernetesFormats,
  kubernetesList,
  jikkou,
  kdef,
  topicctl,
  julie,
  terraform,
  asyncApi,
  bitnami,
  compose,
  ansible,
  csv,
  // Last, because only the names of its sections identify it.
  kafkaGitops,
]

export const formatNames = (): string[] => formats.map(({name}) => name)

/** Throws UsageError if there is no format of that name. */
export function formatNamed(name: string): FormatReader {
  const found = formats.find((each) => each.name === name)
  if (found) return found
  const guess = nearest(name, formatNames())
  throw new UsageError(
    `there is no format '${name}': kafkit reads ${listed(formatNames(), 'and')}${guess ? `; did you mean ${guess}?` : ''}`,
  )
}

export const formatOf = (document: Node | undefined): FormatReader | undefined =>
  document && formats.find((each) => each.recognises(document))

/** What is wrong within one file. `reader`: the format of all its documents, if it was given. */
export const problemsIn = ({documents, problems, templates = []}: Parsed, reader?: FormatReader): PlacedText[] => [
  ...problems,
  ...templates.filter((_, at) => !(reader ?? formatOf(documents[at]))?.readsLittle).flat(),
]
