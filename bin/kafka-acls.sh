#!/usr/bin/env node
// Written by npm run build, from src/lib/apache/kafka-acls/tool.ts.
require('./start-drop-in.js')('kafka-acls', ['--add', '--remove', '--list'])
