#!/usr/bin/env node
// As Apache's tool of this name: src/lib/apache/kafka-topics/tool.ts
require('./start-drop-in.js')('kafka-topics')
