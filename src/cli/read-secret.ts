import { text } from 'node:stream/consumers';
import { InputError } from './arguments.ts';

/** Longer than any key. */
const MOST = 10_000;
/** What a terminal puts around a text that is pasted. */
const PASTED = new RegExp(`${String.fromCodePoint(27)}\\[20[01]~`, 'g');
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const DELETE = '\u007f';

/**
 * A line of standard input that does not appear in the terminal, or all that is piped in. Errors: InputError where it is closed or given
 * up.
 * @param prompt shown in a terminal alone, on standard error
 */
export async function readSecret(prompt: string, input: NodeJS.ReadStream = standardInput()): Promise<string> {
	if (!input.isTTY) {
		const all = await text(input);
		if (all.length > MOST) throw new InputError('This is too long to be a key', 'Pipe in the key alone');
		return all;
	}
	process.stderr.write(prompt);
	const { promise, resolve, reject } = Promise.withResolvers<string>();
	let typed = '';
	const onData = (chunk: string): void => {
		for (const sign of chunk.replace(PASTED, '')) {
			if (sign === CTRL_C || (sign === CTRL_D && typed === '')) reject(new InputError('Given up', 'No key was changed'));
			else if (sign === '\r' || sign === '\n' || sign === CTRL_D) resolve(typed);
			else if (sign === DELETE || sign === '\b') typed = typed.slice(0, -1);
			else if (typed.length < MOST) typed += sign;
		}
	};
	input.setRawMode(true);
	input.setEncoding('utf8').on('data', onData).resume();
	try {
		return await promise;
	} finally {
		input.off('data', onData).pause();
		input.setRawMode(false);
		process.stderr.write('\n');
	}
}

/** A shell can start a program without a standard input. */
function standardInput(): NodeJS.ReadStream {
	try {
		return process.stdin;
	} catch {
		throw new InputError('Standard input is closed', 'Pipe the key in');
	}
}
