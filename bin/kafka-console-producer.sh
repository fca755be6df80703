#!/usr/bin/env node
// As Apache's tool of this name: src/lib/apache/kafka-console-producer/tool.ts
require('./start-drop-in.js')('kafka-console-producer')
