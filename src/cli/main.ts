import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RoutooError } from '../core/base/errors.ts';
import { InputError } from './arguments.ts';
import { cliLayout } from './layout.ts';
import { route } from './route.ts';

/** Exit code: what the user typed, or what is there, cannot be used. */
const BAD_INPUT = 1;

const USAGE = `Usage: routoo COMMAND [options]

  route      which model would answer a prompt, and why: routoo route --help

  --version
  --help`;

/** Each returns its exit code. Errors: InputError, RoutooError. */
const COMMANDS: Readonly<Record<string, (argv: readonly string[]) => Promise<number>>> = { route };

async function main([command = '', ...rest]: readonly string[]): Promise<number> {
	const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
	if (run !== undefined) return run(rest);
	if (command === '--version' || command === '-v') console.log(version());
	else if (command === '--help' || command === '-h') console.log(USAGE);
	else {
		const what = command === '' ? 'A command is missing' : `There is no command "${command}"`;
		throw new InputError(what, `One of: ${Object.keys(COMMANDS).join(', ')}. routoo --help says what each does`);
	}
	return 0;
}

function version(): string {
	const { version } = JSON.parse(readFileSync(join(cliLayout().root, 'package.json'), 'utf8')) as { readonly version: string };
	return version;
}

// `routoo ... | head` closes the pipe early; that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code !== 'EPIPE') throw error;
});
const argv = process.argv.slice(2);
try {
	process.exitCode = await main(argv);
} catch (error) {
	if (!(error instanceof InputError || error instanceof RoutooError)) throw error;
	const command = Object.hasOwn(COMMANDS, argv[0] ?? '') ? argv[0] : 'routoo';
	console.error(`${command}: ${error.message.replace(/\.$/, '')}. ${error.nextStep.replace(/\.$/, '')}.`);
	process.exitCode = BAD_INPUT;
}
