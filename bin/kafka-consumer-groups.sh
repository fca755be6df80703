#!/usr/bin/env node
// Written by npm run build, from src/lib/apache/kafka-consumer-groups/tool.ts.
require('./start-drop-in.js')('kafka-consumer-groups', [
  '--list',
  '--describe',
  '--delete',
  '--reset-offsets',
  '--delete-offsets',
  '--validate-regex',
])
