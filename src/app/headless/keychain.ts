import { spawn } from 'node:child_process';
import { RoutooError } from '../../core/base/errors.ts';

/** Names Routoo's entries in the keychain of the system. */
const SERVICE = 'routoo';
const MOST_OUTPUT = 1024 * 1024;

/** One question to the keychain, all at once: it may ask the user to unlock it. */
type Asked =
	| { readonly op: 'get'; readonly names: readonly string[] }
	| { readonly op: 'set'; readonly name: string; readonly value: string }
	| { readonly op: 'delete'; readonly name: string };

export interface Keychain {
	/** Values by name; null where there is none. Errors: RoutooError 'storage' where there is no keychain, or it does not answer in time. */
	get(names: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
	set(name: string, value: string): Promise<void>;
	delete(name: string): Promise<void>;
}

/**
 * What the child runs. The library is native and waits, for ever where a locked keychain has nobody to ask: in a thread it could be neither
 * ended nor left, so it has a process of its own. Keys go through its standard streams alone.
 */
const CHILD = `
let text = '';
for await (const chunk of process.stdin) text += chunk;
const { library, service, asked } = JSON.parse(text);
let said;
try {
	const { Entry } = await import(library);
	const entry = (name) => new Entry(service, name);
	if (asked.op === 'get') said = { values: asked.names.map((name) => entry(name).getPassword() ?? null) };
	else if (asked.op === 'set') {
		entry(asked.name).setPassword(asked.value);
		// Without a Secret Service the library falls back on the kernel's memory, which forgets at a restart.
		const kernel = await (await import('node:fs/promises')).readFile('/proc/keys', 'utf8').catch(() => '');
		const forgets = kernel.includes(asked.name + '@' + service);
		if (forgets) entry(asked.name).deletePassword();
		said = forgets ? { failed: 'there is no Secret Service (GNOME Keyring, KWallet), and what else there is forgets at a restart' } : {};
	} else said = { deleted: entry(asked.name).deletePassword() };
} catch (error) {
	said = { failed: String(error?.message ?? error).split('\\n')[0].slice(0, 200) };
}
process.stdout.write(JSON.stringify(said));
`;

/** The keychain of this system: macOS Keychain, Windows Credential Manager, the Secret Service of a Linux desktop. */
export class SystemKeychain implements Keychain {
	readonly #withinMs: number;
	readonly #library: () => string;

	/**
	 * @param withinMs how long it may take, a question to the user included
	 * @param library address of the native library; resolved when it is first needed
	 */
	constructor(withinMs: number, library: () => string = () => import.meta.resolve('@napi-rs/keyring')) {
		this.#withinMs = withinMs;
		this.#library = library;
	}

	async get(names: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
		const { values } = (await this.#ask({ op: 'get', names })) as { readonly values: readonly (string | null)[] };
		return new Map(names.map((name, index) => [name, values[index] ?? null]));
	}

	async set(name: string, value: string): Promise<void> {
		await this.#ask({ op: 'set', name, value });
	}

	async delete(name: string): Promise<void> {
		await this.#ask({ op: 'delete', name });
	}

	async #ask(asked: Asked): Promise<unknown> {
		let library: string;
		try {
			library = this.#library();
		} catch (cause) {
			throw unusable('its library is not installed', cause, 'Install Routoo again with optional packages (npm install --include=optional)');
		}
		const said = parsed(await this.#run(JSON.stringify({ library, service: SERVICE, asked })));
		if (typeof said?.failed === 'string') throw unusable(said.failed);
		if (said === null) throw unusable('it ended without an answer');
		return said;
	}

	#run(input: string): Promise<string> {
		const { promise, resolve, reject } = Promise.withResolvers<string>();
		const child = spawn(process.execPath, ['--input-type=module', '--eval', CHILD], {
			stdio: ['pipe', 'pipe', 'ignore'],
			windowsHide: true,
			env: { ...process.env, NODE_OPTIONS: '' },
		});
		const late = setTimeout(() => {
			child.kill('SIGKILL');
			reject(unusable(`it did not answer in ${this.#withinMs / 1000} s; it may be locked`));
		}, this.#withinMs);
		let output = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			if (output.length < MOST_OUTPUT) output += text;
		});
		child.stdin.on('error', () => undefined);
		child.on('error', (cause) => reject(unusable('it cannot be asked', cause)));
		child.on('close', () => {
			clearTimeout(late);
			resolve(output);
		});
		child.stdin.end(input);
		return promise;
	}
}

function parsed(text: string): { readonly failed?: unknown } | null {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' ? value : null;
	} catch {
		return null;
	}
}

function unusable(why: string, cause?: unknown, nextStep = 'Unlock it'): RoutooError {
	return new RoutooError(
		'storage',
		`The keychain of this computer cannot be used: ${why}.`,
		`${nextStep}, or set keys in the environment (ANTHROPIC_API_KEY, …, ROUTOO_KEY_<ENDPOINT>).`,
		{ cause },
	);
}
