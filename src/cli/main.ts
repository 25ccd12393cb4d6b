import { RoutooError } from '../core/base/errors.ts';
import { InputError } from './arguments.ts';
import { cliLayout, cliVersion } from './layout.ts';

/** Exit code: what the user typed, or what is there, cannot be used. */
const BAD_INPUT = 1;

const USAGE = `Usage: routoo COMMAND [options]

  serve      one address for every tool: OpenAI's and Anthropic's APIs on this computer
  key        set, list and delete the keys of models, show and rotate the endpoint's own
  route      which model would answer a prompt, and why

  routoo COMMAND --help says more.

  --version
  --help`;

/** Each returns its exit code, and none waits for what another one needs. Errors: InputError, RoutooError. */
const COMMANDS: Readonly<Record<string, (argv: readonly string[]) => Promise<number>>> = {
	serve: async (argv) => (await import('./serve.ts')).serve(argv),
	key: async (argv) => (await import('./key.ts')).key(argv),
	route: async (argv) => (await import('./route.ts')).route(argv),
};

async function main([command = '', ...rest]: readonly string[]): Promise<number> {
	const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
	if (run !== undefined) return run(rest);
	if (command === '--version' || command === '-v') console.log(cliVersion(cliLayout()));
	else if (command === '--help' || command === '-h') console.log(USAGE);
	else {
		const what = command === '' ? 'A command is missing' : `There is no command "${command}"`;
		throw new InputError(what, `One of: ${Object.keys(COMMANDS).join(', ')}. routoo --help says what each does`);
	}
	return 0;
}

// `routoo ... | head` closes the pipe early, and a terminal can be closed; that is no error of ours.
const CLOSED = new Set(['EPIPE', 'EIO']);
/** Why words could not be written, a full disk for instance; what serves goes on without them. */
let unwritten: string | null = null;
for (const stream of [process.stdout, process.stderr]) {
	stream.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
		if (CLOSED.has(code) || unwritten !== null) return;
		unwritten = code;
		if (stream === process.stdout) console.error(`routoo: What it says cannot be written (${code}). Make room, or write it elsewhere.`);
	});
}
const argv = process.argv.slice(2);
try {
	process.exitCode = await main(argv);
	// Told in a turn of its own.
	process.once('exit', () => {
		if (unwritten !== null) process.exitCode = BAD_INPUT;
	});
} catch (error) {
	if (!(error instanceof InputError || error instanceof RoutooError)) throw error;
	const command = Object.hasOwn(COMMANDS, argv[0] ?? '') ? argv[0] : 'routoo';
	console.error(`${command}: ${error.message.replace(/\.$/, '')}. ${error.nextStep.replace(/\.$/, '')}.`);
	process.exitCode = BAD_INPUT;
}
