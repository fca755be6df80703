// What was ignored when the program was started stays ignored (nohup; a background job of a shell without job control). Node
// has set all signals to their defaults before any JavaScript runs, so only a shell can tell: the first lines of bin/NAME
// do, where they are run by one. Of nohup there is another trace, the variable `_` of bash and zsh. Plain old JavaScript.
var told = process.env.KAFKIT_IGNORED_SIGNALS || ''
var names = told.split(' ')
if (/(^|\/)nohup$/.test(process.env._ || '')) names.push('HUP')
names.forEach(function (name) {
  // src/lib/cli/io.ts leaves a signal alone that has a listener already.
  if (/^(HUP|INT|QUIT|TERM)$/.test(name)) process.on('SIG' + name, function () {})
})
