// Bundles the drop-ins: one CommonJS file each, which Node starts faster than modules; what is imported on demand is
// evaluated on demand.
import {join} from 'node:path'
import {build, type Plugin} from 'esbuild'
import {commonjs} from './bundle-program.ts'
import {root} from './command-files.ts'

/** Executable → what runs it, as exported by src/lib/apache/NAME.ts. */
export const dropIns: Readonly<Record<string, string>> = {
  'kafka-console-consumer': 'kafkaConsoleConsumer',
  'kafka-console-producer': 'kafkaConsoleProducer',
  'kafka-topics': 'kafkaTopics',
  'kafka-consumer-groups': 'kafkaConsumerGroups',
}

const entries: Plugin = {
  name: 'drop-ins',
  setup({onResolve, onLoad}) {
    onResolve({filter: /^drop-in:/}, ({path}) => ({path: path.slice('drop-in:'.length), namespace: 'drop-in'}))
    onLoad({filter: /.*/, namespace: 'drop-in'}, ({path: name}) => ({
      resolveDir: root,
      loader: 'ts',
      contents: `
        import {${dropIns[name]} as tool} from './src/lib/apache/${name}/tool.ts'
        import {audited} from './src/lib/apache/client/audited.ts'
        import {runProcess} from './src/lib/cli/process.ts'
        void runProcess((io) => audited('${name}', tool, process.argv.slice(2), io))
      `,
    }))
  },
}

export async function buildDropIns(dist: string): Promise<void> {
  await build({
    ...commonjs,
    entryPoints: Object.keys(dropIns).map((name) => ({in: `drop-in:${name}`, out: name})),
    outdir: join(dist, 'apache'),
    plugins: [entries],
  })
}
