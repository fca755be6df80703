#!/usr/bin/env node
// Written by npm run build, from src/lib/apache/kafka-console-consumer/tool.ts.
require('./start-drop-in.js')('kafka-console-consumer', [])
