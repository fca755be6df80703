// For node --import: writes the modules that a program loads into the file in LOADED_MODULES.
import {writeFileSync} from 'node:fs'
import {registerHooks} from 'node:module'

const loaded = new Set<string>()
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    loaded.add(found.url)
    return found
  },
})
process.on('exit', () => writeFileSync(process.env['LOADED_MODULES'] ?? '', [...loaded].join('\n')))
