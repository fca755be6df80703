// Annotations for GitHub's workflows: lines that a runner shows at the place in the file.
import type {Place} from '../../text/place.ts'
import type {Plan} from '../../provisioning/plan/plan.ts'

/** A line for each item that is harmful, impossible or unknown, and for each notice. */
export const githubAnnotations = ({actions, refused, unknown, notices}: Plan): string[] => [
  ...actions.flatMap(({place, harms, kind, name, change}) =>
    place && harms.length > 0
      ? [annotation('warning', place, `${change} ${kind} ${name} needs consent: ${harms.join(', ')}`)]
      : [],
  ),
  ...[...refused, ...unknown].flatMap(({place, error}) => (place ? [annotation('error', place, error.message)] : [])),
  ...notices.map(({place, text, name}) => annotation('notice', place, name === '' ? text : `${name}: ${text}`)),
]

export const annotation = (level: 'error' | 'warning' | 'notice', {file, line, column}: Place, text: string): string =>
  `::${level} file=${property(file)},line=${line},col=${column}::${message(text)}`

const message = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => message(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
