#!/usr/bin/env node
// As Apache's tool of this name: src/lib/apache/kafka-console-consumer/tool.ts
require('./start-drop-in.js')('kafka-console-consumer')
