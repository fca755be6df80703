// Who did it, in the audit log: in Node, and in bun, which the one executable runs on.
import {spawnSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import {userInfo} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {runtimeFile, thisTarget} from '../../scripts/compile/runtimes.ts'

const own = thisTarget()
const bun = own && existsSync(runtimeFile(own)) ? runtimeFile(own) : undefined
if (bun === undefined) console.warn('SKIPPED, the user in bun: node scripts/compile/runtimes.ts fetches one')

test.each([process.execPath, ...(bun === undefined ? [] : [bun])])(
  'the user is whose process it is, whatever the environment says: %s',
  (engine) => {
    const line = `import {userName} from ${JSON.stringify(join(root, 'src/lib/runtime/user-name.ts'))}; console.log(userName())`
    for (const env of [{USER: 'mallory', LOGNAME: 'mallory', USERNAME: 'mallory'}, {}]) {
      const {stdout, stderr} = spawnSync(engine, ['--input-type=module', '-e', line], {env, encoding: 'utf8'})
      expect({stdout, stderr}).toEqual({stdout: `${userInfo().username}\n`, stderr: ''})
    }
  },
)
