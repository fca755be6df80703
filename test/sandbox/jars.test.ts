import {createHash} from 'node:crypto'
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createServer, request, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {download} from '../../src/lib/sandbox/download.ts'
import {fetchPinned, fetchRelease} from '../../src/lib/sandbox/fetch-jars.ts'
import {kafkaClasspath, kafkaHomeVersion, kafkaJars} from '../../src/lib/sandbox/jars.ts'
import {pinnedJars, type PinnedJar} from '../../src/lib/sandbox/pinned-jars.ts'
import {pomOfJars, pomOfRelease} from '../../src/lib/sandbox/pom.ts'

let folder: string
const servers: Server[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kafkit-jars-'))
})
afterEach(() => {
  servers.splice(0).forEach((server) => server.close())
  rmSync(folder, {recursive: true})
})

describe('pinned jars', () => {
  test.each([
    ['4.3.1', 34, 37.0],
    ['3.9.1', 53, 42.9],
    ['2.8.2', 36, 33.0],
  ])('%s are %i, %d MB, each with size and checksum', (version, count, megabytes) => {
    const jars = pinnedJars(version) ?? []
    expect(jars).toHaveLength(count)
    expect(new Set(jars.map(({file}) => file)).size).toBe(count)
    expect(jars.reduce((sum, {bytes}) => sum + bytes, 0) / 1e6).toBeCloseTo(megabytes, 0)
    for (const {sha512, path, file} of jars) {
      expect(Buffer.from(sha512, 'base64')).toHaveLength(64)
      expect(path).toMatch(/^([\w-]+\/)+[\w.-]+\/[\w.-]+\/[\w.-]+\.jar$/)
      expect(path.endsWith(`/${file}`)).toBe(true)
    }
  })

  test('have the checksums that Apache publishes', () => {
    const clients = pinnedJars('4.3.1')?.find(({file}) => file === 'kafka-clients-4.3.1.jar')
    expect(clients).toEqual({
      coordinates: 'org.apache.kafka:kafka-clients:4.3.1',
      path: 'org/apache/kafka/kafka-clients/4.3.1/kafka-clients-4.3.1.jar',
      file: 'kafka-clients-4.3.1.jar',
      bytes: 10_204_032,
      sha512: Buffer.from(
        'f3b76117e349b2875509cbf0d55fdb687dcf2d0d554c87273739bbda6226232a81679901613d3f1c1e49f777fd18780104390509637ba06552b868473b54b950',
        'hex',
      ).toString('base64'),
    })
  })

  test('of another release are unknown', () => {
    expect(pinnedJars('4.3.0')).toBeUndefined()
  })
})

const jar = (coordinates: string, content: string): PinnedJar => {
  const [group = '', artifact = '', version = ''] = coordinates.split(':')
  const file = `${artifact}-${version}.jar`
  return {
    coordinates,
    file,
    path: `${group.replaceAll('.', '/')}/${artifact}/${version}/${file}`,
    bytes: content.length,
    sha512: createHash('sha512').update(content).digest('base64'),
  }
}
const [alpha, beta] = [jar('org.x:alpha:1.0', 'alpha jar'), jar('org.y.z:beta:2', 'the beta jar')]

/** A Maven repository: local files by path. */
function repository(root: string, files: Record<string, string>) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), {recursive: true})
    writeFileSync(join(root, path), content)
  }
}
const both = {[alpha.path]: 'alpha jar', [beta.path]: 'the beta jar'}

async function serve(answer: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A file server over a repository folder, as a mirror is. */
const mirror = (root: string) =>
  serve((asked, answer) => {
    const file = join(root, asked.url ?? '')
    if (existsSync(file)) answer.end(readFileSync(file))
    else answer.writeHead(404).end('nothing here')
  })

/** No local repository, no mvn, no proxy, unless given. */
const environment = (more: NodeJS.ProcessEnv = {}) => ({HOME: join(folder, 'home'), PATH: '/nowhere', ...more})
const target = () => join(folder, 'jars')
const fetched = () => readdirSync(target()).toSorted((a, b) => a.localeCompare(b))

describe('fetching', () => {
  test('over HTTP gets exactly the listed jars, and says so', async () => {
    repository(join(folder, 'central'), both)
    const url = await mirror(join(folder, 'central'))
    const said: string[] = []
    const env = environment({KAFKIT_MAVEN_URL: `${url}/`})
    await fetchPinned('9.9.9', [alpha, beta], target(), {env, onProgress: (text) => said.push(text)})
    expect(fetched()).toEqual(['alpha-1.0.jar', 'beta-2.jar'])
    expect(readFileSync(join(target(), 'beta-2.jar'), 'utf8')).toBe('the beta jar')
    expect(said[0]).toBe(`fetching Kafka 9.9.9 (2 jars, 0 MB) once, from ${new URL(url).host}`)
  })

  test('gets only missing or damaged jars', async () => {
    repository(target(), {'alpha-1.0.jar': 'alpha jar', 'beta-2.jar': 'the best jar'})
    const asked: string[] = []
    const url = await serve((request_, answer) => {
      asked.push(request_.url ?? '')
      answer.end('the beta jar')
    })
    await fetchPinned('9.9.9', [alpha, beta], target(), {env: environment({KAFKIT_MAVEN_URL: url})})
    expect(asked).toEqual([`/${beta.path}`])
    expect(readFileSync(join(target(), 'beta-2.jar'), 'utf8')).toBe('the beta jar')
  })

  test('refuses a jar with another checksum, and does not keep it', async () => {
    repository(join(folder, 'central'), {...both, [beta.path]: 'a wolf in beta'})
    const url = await mirror(join(folder, 'central'))
    const fetching = fetchPinned('9.9.9', [alpha, beta], target(), {env: environment({KAFKIT_MAVEN_URL: url})})
    await expect(fetching).rejects.toThrow(
      `Kafka's jars could not be fetched: ${url}/${beta.path} is not the expected file (its SHA-512 differs). ` +
        `Set KAFKA_HOME to an unpacked Kafka, or KAFKIT_MAVEN_URL to a reachable Maven repository`,
    )
    expect(fetched().filter((name) => name !== 'alpha-1.0.jar')).toEqual([])
  })

  test.each([
    ['a missing file', 404, {}, /alpha-1\.0\.jar: HTTP status 404/],
    ['a server error', 503, {}, /alpha-1\.0\.jar: HTTP status 503/],
    ['redirects without end', 302, {location: '/again'}, /alpha-1\.0\.jar: HTTP status 302/],
  ])('reports %s', async (_, status, headers, message) => {
    const url = await serve((_asked, answer) => answer.writeHead(status, headers).end())
    const fetching = fetchPinned('9.9.9', [alpha], target(), {env: environment({KAFKIT_MAVEN_URL: url})})
    await expect(fetching).rejects.toThrow(message)
    expect(fetched()).toEqual([])
  })

  test('reports a connection that breaks in the middle', async () => {
    const url = await serve((_asked, answer) => {
      answer.writeHead(200, {'content-length': '1000'}).write('alpha', () => answer.destroy())
    })
    const fetching = fetchPinned('9.9.9', [alpha], target(), {env: environment({KAFKIT_MAVEN_URL: url})})
    await expect(fetching).rejects.toThrow(
      /could not be fetched: .*alpha-1\.0\.jar: (aborted|Premature close|terminated)/,
    )
    expect(fetched()).toEqual([])
  })

  test('follows a redirect', async () => {
    repository(join(folder, 'central'), both)
    const real = await mirror(join(folder, 'central'))
    const url = await serve((asked, answer) => answer.writeHead(301, {location: real + asked.url}).end())
    await fetchPinned('9.9.9', [alpha], target(), {env: environment({KAFKIT_MAVEN_URL: url})})
    expect(fetched()).toEqual(['alpha-1.0.jar'])
  })

  test('goes through HTTP_PROXY, except for hosts in NO_PROXY', async () => {
    repository(join(folder, 'central'), both)
    const url = await mirror(join(folder, 'central'))
    const proxied: string[] = []
    const proxy = await serve((asked, answer) => {
      proxied.push(asked.url ?? '')
      request(asked.url ?? '', (theirs) => theirs.pipe(answer)).end()
    })
    const env = environment({HTTP_PROXY: proxy})
    await download(`${url}/${alpha.path}`, join(folder, 'a'), {env})
    await download(`${url}/${alpha.path}`, join(folder, 'b'), {env: {...env, NO_PROXY: '127.0.0.1'}})
    expect(proxied).toEqual([`${url}/${alpha.path}`])
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('alpha jar')
  })

  test('can be aborted', async () => {
    const aborting = new AbortController()
    const url = await serve(() => aborting.abort(new Error('Ctrl-C')))
    const options = {env: environment({KAFKIT_MAVEN_URL: url}), signal: aborting.signal}
    await expect(fetchPinned('9.9.9', [alpha], target(), options)).rejects.toThrow('Ctrl-C')
  })

  test('takes the right jars from the local Maven repository, without any network', async () => {
    repository(join(folder, 'home', '.m2', 'repository'), both)
    await fetchPinned('9.9.9', [alpha, beta], target(), {env: environment()})
    expect(fetched()).toEqual(['alpha-1.0.jar', 'beta-2.jar'])
  })
})

/** An `mvn` of this shell script on PATH, where $libs is the folder it is told to copy to. */
function installMaven(script: string): string {
  const bin = join(folder, 'bin')
  mkdirSync(bin, {recursive: true})
  const header = `#!/bin/sh\nPATH=/bin:/usr/bin\n[ "$1" = -v ] && exit\nfor a; do case $a in -DoutputDirectory=*) libs=\${a#*=};; esac; done\n`
  writeFileSync(join(bin, 'mvn'), header + script)
  chmodSync(join(bin, 'mvn'), 0o755)
  return bin
}

describe('with mvn', () => {
  test('the pinned jars come from it', async () => {
    const bin = installMaven(
      `mkdir -p "$libs"; printf 'alpha jar' >"$libs/alpha-1.0.jar"; printf 'the beta jar' >"$libs/beta-2.jar"`,
    )
    const said: string[] = []
    await fetchPinned('9.9.9', [alpha, beta], target(), {
      env: environment({PATH: bin}),
      onProgress: (text) => said.push(text),
    })
    expect(said).toEqual(['fetching Kafka 9.9.9 (2 jars, 0 MB) once, with mvn'])
    expect(fetched()).toEqual(['alpha-1.0.jar', 'beta-2.jar'])
    expect(readdirSync(folder).filter((name) => name.startsWith('jars'))).toEqual(['jars'])
  })

  test('that fails: HTTP is tried, and the error has both reasons', async () => {
    const bin = installMaven(
      `echo; echo '[ERROR] Failed to execute goal on project x: Could not resolve dependencies for project a:b:pom:1: no network -> [Help 1]'; echo '[ERROR] '; exit 1`,
    )
    // Nobody listens on the proxy's port, so Maven Central cannot be reached either.
    const env = environment({PATH: bin, HTTPS_PROXY: 'http://127.0.0.1:1'})
    const fetching = fetchPinned('9.9.9', [alpha], target(), {env})
    await expect(fetching).rejects.toThrow(
      /^Kafka's jars could not be fetched: https:\/\/repo\.maven\.apache\.org\/.*alpha-1\.0\.jar: .* \(mvn failed as well: no network\)\. Set/,
    )
  })

  test('any release is complete', async () => {
    const bin = installMaven(`mkdir -p "$libs"; echo 1 >"$libs/kafka_2.13-9.9.9.jar"; echo 2 >"$libs/other.jar"`)
    await fetchRelease('9.9.9', target(), {env: environment({PATH: bin})})
    expect(fetched()).toEqual(['kafka_2.13-9.9.9.jar', 'other.jar'])
  })

  test('that does not know the release: nothing is left', async () => {
    const bin = installMaven(
      `mkdir "$libs"; echo x >"$libs/half.jar"; echo '[ERROR] Could not resolve dependencies for project a:b:pom:1: Could not find kafka_2.13:9.9.9 -> [Help 1]'; exit 1`,
    )
    const fetching = fetchRelease('9.9.9', target(), {env: environment({PATH: bin})})
    await expect(fetching).rejects.toThrow('Kafka 9.9.9 could not be fetched with mvn: Could not find kafka_2.13:9.9.9')
    expect(readdirSync(folder)).toEqual(['bin'])
  })
})

test('is needed for a release without a list, and the error says so', async () => {
  await expect(fetchRelease('3.5.2', target(), {env: environment()})).rejects.toThrow(
    'Kafka 3.5.2 needs mvn (Apache Maven) on PATH, which finds its jars; without it kafkit can fetch 4.3.1, 3.9.1, 2.8.2 only. ' +
      'Or set KAFKA_HOME to an unpacked Kafka 3.5.2',
  )
})

describe('KAFKA_HOME', () => {
  const home = () => ({KAFKA_HOME: join(folder, 'kafka'), KAFKIT_CACHE_DIR: join(folder, 'cache'), PATH: '/nowhere'})

  test('gives version and class path', async () => {
    repository(join(folder, 'kafka', 'libs'), {
      'kafka_2.13-3.5.2.jar': '',
      'a.jar': '',
      'b.jar.asc': '',
      'kafka-clients-3.5.2.jar': '',
    })
    const jars = ['a.jar', 'kafka_2.13-3.5.2.jar', 'kafka-clients-3.5.2.jar'].map((name) =>
      join(folder, 'kafka', 'libs', name),
    )
    const found = await kafkaJars(undefined, {env: home()})
    expect(found.version).toBe('3.5.2')
    expect(new Set(found.jars)).toEqual(new Set(jars))
    expect(await kafkaHomeVersion(home())).toBe('3.5.2')
    expect((await kafkaClasspath('3.5.2', {env: home()})).split(':')).toEqual(found.jars)
  })

  test('does not stand in for another release', async () => {
    repository(join(folder, 'kafka', 'libs'), {'kafka_2.13-3.5.2.jar': ''})
    await expect(kafkaJars('3.4.1', {env: home()})).rejects.toThrow('Kafka 3.4.1 needs mvn')
  })

  test('without a Kafka in it is an error, not a reason to fetch one', async () => {
    await expect(kafkaJars(undefined, {env: home()})).rejects.toThrow(
      `KAFKA_HOME is ${join(folder, 'kafka')}, but there is no libs/kafka_*.jar in it: correct or unset KAFKA_HOME`,
    )
    expect(await kafkaHomeVersion({})).toBeUndefined()
  })
})

describe('the pom', () => {
  const coordinates = (pom: string) =>
    [
      ...pom.matchAll(/<dependency><groupId>(.*?)<\/groupId><artifactId>(.*?)<\/artifactId><version>(.*?)<\/version>/g),
    ].map(([, ...parts]) => parts.join(':'))

  test('of jars names them', () => {
    expect(coordinates(pomOfJars(['a.b:c:1', 'd:e:2']))).toEqual(['a.b:c:1', 'd:e:2'])
  })

  // What these releases were run with by hand.
  test.each([
    [
      '4.1.1',
      ['org.apache.kafka:kafka_2.13:4.1.1', 'org.apache.kafka:kafka-tools:4.1.1', 'org.slf4j:slf4j-simple:1.7.36'],
    ],
    [
      '3.5.2',
      ['org.apache.kafka:kafka_2.13:3.5.2', 'ch.qos.reload4j:reload4j:1.2.25', 'org.slf4j:slf4j-reload4j:1.7.36'],
    ],
    [
      '2.0.1',
      [
        'org.apache.kafka:kafka_2.12:2.0.1',
        'ch.qos.reload4j:reload4j:1.2.25',
        'org.slf4j:slf4j-reload4j:1.7.36',
        'org.apache.zookeeper:zookeeper:3.4.10',
      ],
    ],
    [
      '0.11.0.3',
      [
        'org.apache.kafka:kafka_2.12:0.11.0.3',
        'ch.qos.reload4j:reload4j:1.2.25',
        'org.slf4j:slf4j-reload4j:1.7.36',
        'org.apache.zookeeper:zookeeper:3.4.10',
        'javax.xml.bind:jaxb-api:2.3.1',
      ],
    ],
  ])('of %s has what it needs', (version, expected) => {
    expect(coordinates(pomOfRelease(version))).toEqual(expected)
  })
})
