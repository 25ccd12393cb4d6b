import { parseArgs } from 'node:util';
import { EndpointKeyFile } from '../app/headless/endpoint-key-file.ts';
import { FileSettings } from '../app/headless/file-settings.ts';
import { type Keychain, SystemKeychain } from '../app/headless/keychain.ts';
import { KeychainNames } from '../app/headless/keychain-names.ts';
import { keyedEndpoints } from '../app/models/endpoints.ts';
import { keyInEnvironment, ownVariable, passedOverInWords, variablesOf } from '../app/models/environment-keys.ts';
import { dataFolder, settingsFile } from '../app/state/data-folder.ts';
import type { Endpoint } from '../core/model/endpoint.ts';
import { InputError } from './arguments.ts';
import { readSecret } from './read-secret.ts';

const KEY_USAGE = `Usage: routoo key COMMAND

  set ENDPOINT        put the key of an endpoint into the keychain of this computer; it is read from standard input, never an argument
  list                whose keys there are, and where each comes from
  delete ENDPOINT     take one out of the keychain
  endpoint            print the key that tools must show to routoo serve
  endpoint --rotate   make a new one, which counts at once

  --settings FILE     instead of the usual settings file
  --help

ENDPOINT: anthropic, openai, gemini, openrouter, deepseek, mistral, xai, groq, … or an id of routoo.endpoints.
Keys in the environment (ANTHROPIC_API_KEY, …, ROUTOO_KEY_<ENDPOINT>) go before the keychain.
Exit code 0: done, 1: it could not be done, one line on standard error says why.`;

/** A keychain may ask its user to unlock it. */
const KEYCHAIN_MS = 60_000;
/** Characters of a key's end that are shown, of one that is long enough to hide the rest. */
const SHOWN = 4;
const LONG = 20;

interface Known {
	readonly endpoints: readonly Endpoint[];
	readonly names: KeychainNames;
	readonly keychain: Keychain;
}

/** `routoo key`: keys of endpoints, and the endpoint's own. Returns the exit code. Errors: InputError, RoutooError. */
export async function key(argv: readonly string[]): Promise<number> {
	const { words, rotate, settings, help } = parsed(argv);
	const [command = '', name, ...rest] = words;
	if (help) {
		console.log(KEY_USAGE);
		return 0;
	}
	if (rotate && command !== 'endpoint') throw new InputError('--rotate is for routoo key endpoint', 'See routoo key --help');
	const run = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
	if (run === undefined) {
		const what = command === '' ? 'What to do with a key is missing' : `There is no command "key ${command.slice(0, 20)}"`;
		throw new InputError(what, 'One of: set, list, delete, endpoint. routoo key --help says what each does');
	}
	if (run.named ? rest.length > 0 : name !== undefined) {
		// What stands there may be a key: it is not repeated.
		throw new InputError(
			`routoo key ${command} takes ${run.named ? 'the name of one endpoint' : 'no name'}, and no key`,
			'A key is read from standard input: other programs see what stands in a command line',
		);
	}
	if (command === 'endpoint') return ownKey(rotate);
	const file = new FileSettings(settings ?? settingsFile(), (line) => console.error(`key: ${line}`));
	await file.load();
	const endpoints = keyedEndpoints(file.current());
	return run.run({ endpoints, names: new KeychainNames(dataFolder()), keychain: new SystemKeychain(KEYCHAIN_MS) }, name ?? '');
}

interface Command {
	/** Whether it takes an endpoint. */
	readonly named: boolean;
	run(known: Known, name: string): Promise<number>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
	set: { named: true, run: setKey },
	delete: { named: true, run: deleteKey },
	list: { named: false, run: listKeys },
	endpoint: { named: false, run: () => ownKey(false) },
};

function parsed(argv: readonly string[]) {
	const options = { rotate: { type: 'boolean' }, settings: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;
	try {
		const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
		return { words: positionals, rotate: values.rotate ?? false, settings: values.settings ?? null, help: values.help ?? false };
	} catch {
		// Its message would repeat what may be a key.
		throw new InputError('There is an option that routoo key does not have', 'See routoo key --help');
	}
}

async function ownKey(rotate: boolean): Promise<number> {
	const file = new EndpointKeyFile(dataFolder());
	console.log(rotate ? await file.rotate() : await file.get());
	if (rotate) console.error('key: tools that show the old key are refused from now on.');
	return 0;
}

async function setKey({ endpoints, names, keychain }: Known, name: string): Promise<number> {
	const endpoint = named(endpoints, name);
	const value = (await readSecret(`Key of ${endpoint.displayName}: `)).trim();
	if (value === '') throw new InputError('No key came', `Paste it, or pipe it in: routoo key set ${endpoint.id} < FILE`);
	if (!/^[\x21-\x7e]+$/.test(value)) throw new InputError('This is no key: it holds spaces or other signs', 'Copy the key alone');
	if (keyInEnvironment({ [ownVariable(endpoint.id)]: value }, endpoint.id, endpoint.baseUrl)?.kind === 'ours') {
		throw new InputError("This is the key of Routoo's own endpoint", `Give the key that ${endpoint.displayName} gave you`);
	}
	await keychain.set(endpoint.id, value);
	await names.add(endpoint.id);
	console.log(`The key of ${endpoint.displayName} is in the keychain. A running routoo serve uses it at once.`);
	const found = keyInEnvironment(process.env, endpoint.id, endpoint.baseUrl);
	if (found?.kind === 'key') console.log(`Where ${found.variable} is set, as it is here, that one goes before it.`);
	return 0;
}

async function deleteKey({ endpoints, names, keychain }: Known, name: string): Promise<number> {
	// One that is in the settings no more may have left a key.
	const id = (await names.list()).find((one) => one === name) ?? named(endpoints, name).id;
	if (!(await names.list()).includes(id)) throw new InputError(`No key of ${id} is in the keychain`, whereElse(endpoints, id));
	await keychain.delete(id);
	await names.remove(id);
	console.log(`The key of ${id} is out of the keychain.`);
	return 0;
}

async function listKeys({ endpoints, names, keychain }: Known): Promise<number> {
	const kept = await names.list();
	const failed: unknown[] = [];
	const values =
		kept.length === 0
			? new Map<string, string | null>()
			: await keychain.get(kept).catch((error: unknown) => {
					failed.push(error);
					return new Map<string, string | null>();
				});
	const rows: string[] = [];
	const without: string[] = [];
	for (const { id, baseUrl, needsKey } of endpoints) {
		const found = keyInEnvironment(process.env, id, baseUrl);
		const value = values.get(id) ?? null;
		if (found?.kind === 'key') rows.push(`${id.padEnd(14)} ${masked(found.value).padEnd(8)} environment, ${found.variable}`);
		else if (value !== null) rows.push(`${id.padEnd(14)} ${masked(value).padEnd(8)} keychain`);
		else if (kept.includes(id)) rows.push(`${id.padEnd(14)} ${'?'.padEnd(8)} keychain, which does not give it`);
		else if (needsKey) without.push(id);
		if (found !== null && found.kind !== 'key') console.error(`key: ${passedOverInWords(found, id)}`);
	}
	console.log(rows.length === 0 ? 'No key is set.' : rows.join('\n'));
	if (without.length > 0) console.log(`No key: ${without.join(', ')}`);
	if (failed.length > 0) throw failed[0];
	return 0;
}

function named(endpoints: readonly Endpoint[], name: string): Endpoint {
	const found = endpoints.find(({ id }) => id === name) ?? endpoints.find(({ id }) => id.toLowerCase() === name.toLowerCase());
	if (found !== undefined) return found;
	const what = name === '' ? 'The name of an endpoint is missing' : 'There is no endpoint of this name';
	throw new InputError(what, `One of: ${endpoints.map(({ id }) => id).join(', ')}, or an id of routoo.endpoints in the settings`);
}

function whereElse(endpoints: readonly Endpoint[], id: string): string {
	const endpoint = endpoints.find((one) => one.id === id);
	const found = endpoint === undefined ? null : keyInEnvironment(process.env, id, endpoint.baseUrl);
	if (found?.kind === 'key') return `It comes from ${found.variable}: take it out of the environment`;
	return `Nothing to delete; it would be set by ${[ownVariable(id), ...variablesOf(id)].join(', ')} or routoo key set ${id}`;
}

function masked(value: string): string {
	return value.length < LONG ? '…' : `…${value.slice(-SHOWN)}`;
}
