#!/usr/bin/env node
// Runs the program from its TypeScript sources: node bin/dev.js topics list
void import('../scripts/dev.ts')
