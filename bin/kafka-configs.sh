#!/usr/bin/env node
// Written by npm run build, from src/lib/apache/kafka-configs/tool.ts.
require('./start-drop-in.js')('kafka-configs', ['--describe', '--alter'])
