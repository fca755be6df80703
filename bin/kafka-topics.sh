#!/usr/bin/env node
// Written by npm run build, from src/lib/apache/kafka-topics/tool.ts.
require('./start-drop-in.js')('kafka-topics', ['--list', '--describe', '--create', '--alter', '--delete'])
