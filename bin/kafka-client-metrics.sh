#!/usr/bin/env node
// Written by npm run build, from src/lib/apache/kafka-client-metrics/tool.ts.
require('./start-drop-in.js')('kafka-client-metrics', ['--alter', '--describe', '--delete', '--list'])
