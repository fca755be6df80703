// Values that the vocabularies of several tools use.

/** No such port: the client fails at once, after all checks of the command line. */
export const nowhere = '127.0.0.1:99999'
export const bootstrapServers = [nowhere, nowhere, nowhere, 'nonsense', '']

/** Topics of the fixture, and one that does not exist. */
export const fixtureTopics = [
  'fx-one',
  'fx-three',
  'fx-orders',
  'fx-big',
  'fx-offline',
  'fx-trimmed',
  'fx-empty',
  'no-such',
]
