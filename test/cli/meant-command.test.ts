import {describe, expect, test} from 'vitest'
import {commandFiles} from '../../scripts/command-files.ts'
import {meantCommands} from '../../src/lib/cli/meant-command.ts'
import {kafkit} from '../support/cli.ts'

const ids = commandFiles().map(({id}) => id)
const meant = (line: string) => meantCommands(line.split(' '), ids).join(' or ')

describe('a prefix wins', () => {
  test.each([
    ['groups reset', 'groups reset-offsets'],
    ['topics desc', 'topics describe'],
    ['topics d', 'topics describe or topics diff'],
    ['topics des', 'topics describe'],
    ['topics de', 'topics describe'],
    ['topics del', 'topics delete'],
    ['groups exp', 'groups export-metrics'],
    ['groups reset-off', 'groups reset-offsets'],
    ['topi li', 'topics list'],
    ['sandbox stat', 'sandbox status'],
    ['cons orders', 'consume'],
    ['prod orders', 'produce'],
    ['gr lag', 'groups lag'],
  ])('%s: %s', (line, command) => expect(meant(line)).toBe(command))
})

describe('the words that people type', () => {
  test.each([
    ['topics ls', 'topics list'],
    ['sandbox list', 'sandbox status'],
    ['sandbox ls', 'sandbox status'],
    ['reassign list', 'reassign status'],
    ['share ls', 'groups list'],
    ['groups rm', 'groups delete'],
    ['topics rm', 'topics delete'],
    ['profile rm', 'profile remove'],
    ['profile delete', 'profile remove'],
    ['topics info', 'topics describe'],
    ['topics show', 'topics describe'],
    ['profile describe', 'profile show'],
    ['topics update', 'topics alter'],
    ['topics edit', 'topics alter'],
    ['groups seek', 'groups reset-offsets'],
    ['topics new', 'topics create'],
    ['topics add', 'topics create'],
    ['profile new', 'profile add'],
    ['profile create', 'profile add'],
    ['topics remove', 'topics delete'],
    ['profile switch', 'profile use'],
    ['sandbox up', 'sandbox start'],
    ['sandbox down', 'sandbox stop'],
    ['groups offsets', 'groups describe'],
    ['cat orders', 'consume'],
    ['tail orders', 'consume'],
    ['head orders', 'consume'],
    ['publish orders', 'produce'],
    ['ls', 'topics list or groups list'],
    ['rm orders', 'topics delete or groups delete'],
    ['rm topic', 'topics delete'],
    ['ls groups', 'groups list'],
    ['describe orders', 'groups describe or topics describe'],
    ['describe topic', 'topics describe'],
    ['create topic', 'topics create'],
    ['reset', 'groups reset-offsets'],
    ['lag', 'groups lag'],
    ['topics lag', 'groups lag'],
    ['kafka-topics.sh list', 'topics list'],
    ['consumer-group list', 'groups list'],
    ['acls add', 'acls grant'],
    ['acls rm', 'acls revoke'],
    ['tokens revoke', 'tokens expire'],
    ['records purge', 'records trim'],
    ['users passwd', 'users rotate'],
    ['transactions kill', 'transactions abort'],
    ['reassign execute', 'reassign start'],
    ['share ls', 'groups list'],
    ['consumer', 'consume'],
    ['broker', 'brokers'],
  ])('%s: %s', (line, command) => expect(meant(line)).toBe(command))
})

describe('a command that destroys something is never suggested for something else', () => {
  test.each([
    ['profile rename', ''],
    ['profile remote', ''],
    ['topics rename', ''],
    ['topics select', ''],
    ['groups create', ''],
    ['groups alter', ''],
    ['topics stop', ''],
    ['topics reset', ''],
    ['profile stop', ''],
    ['records delete', 'records trim'],
    // To purge a topic is to empty it: Conduktor, AKHQ and Redpanda's console say so, too.
    ['topics purge', 'records trim'],
    ['topics truncate', 'records trim'],
    ['purge orders', 'records trim'],
    ['empty topic', 'records trim'],
    ['purge group', 'groups delete'],
    ['brokers delete', ''],
    ['partitions rm', ''],
    ['share alter', ''],
    ['transactions fend', ''],
    // A slip of the finger is the word itself.
    ['topics delte', 'topics delete'],
    ['topics deelte', 'topics delete'],
    ['profile remvoe', 'profile remove'],
    ['groups rest-offsets', 'groups reset-offsets'],
    // What says that it destroys may get what destroys.
    ['groups delete-ofsets', 'groups delete-offsets'],
  ])('%s: %s', (line, command) => expect(meant(line)).toBe(command))
})

test('kafkit groups reset says what was meant, and where the help is', async () => {
  expect((await kafkit(['groups', 'reset', 'billing'])).err).toBe(
    "kafkit: there is no command 'groups reset'; did you mean groups reset-offsets? (see kafkit --help)\n",
  )
  expect((await kafkit(['profile', 'rename', 'a', 'b'])).err).toBe(
    "kafkit: there is no command 'profile rename' (see kafkit profile --help)\n",
  )
})

test("kafkit topics --list, as Apache's tools have it, does not end with 0 and the help", async () => {
  expect(await kafkit(['topics', '--list', '-b', 'h:9092'])).toEqual({
    out: '',
    err: 'kafkit: there is no flag --list; did you mean kafkit topics list? (see kafkit --help)\n',
    code: 2,
  })
  expect((await kafkit(['consumer-groups', '-b', 'h:9092', '--describe', '--group', 'g'])).err).toContain(
    'did you mean kafkit groups describe?',
  )
})
