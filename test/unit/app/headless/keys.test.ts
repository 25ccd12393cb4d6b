import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Keychain, SystemKeychain } from '../../../../src/app/headless/keychain.ts';
import { KeychainNames } from '../../../../src/app/headless/keychain-names.ts';
import { HeadlessKeys } from '../../../../src/app/headless/keys.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { systemTimers } from '../../../../src/core/base/time.ts';

let folder: string;
let names: KeychainNames;
let told: string[];
let keys: HeadlessKeys;

class MemoryKeychain implements Keychain {
	readonly values = new Map<string, string>();
	asked = 0;
	/** What it waits for before it answers; rejects where it cannot be used. */
	gate: () => Promise<void> = async () => {};

	async get(wanted: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
		this.asked++;
		await this.gate();
		return new Map(wanted.map((name) => [name, this.values.get(name) ?? null]));
	}

	async set(name: string, value: string): Promise<void> {
		this.values.set(name, value);
	}

	async delete(name: string): Promise<void> {
		this.values.delete(name);
	}
}

let keychain: MemoryKeychain;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'routoo-keys-'));
	names = new KeychainNames(folder);
	keychain = new MemoryKeychain();
	told = [];
});
afterEach(async () => {
	keys.dispose();
	await rm(folder, { recursive: true, force: true });
});

function open(env: Record<string, string> = {}): HeadlessKeys {
	keys = new HeadlessKeys({
		...{ env, keychain, names, timers: systemTimers },
		baseUrl: (id) => (id === 'openai' ? 'https://api.openai.com/v1' : id === 'mine' ? 'https://mine.example/v1' : null),
		tell: (line) => told.push(line),
	});
	return keys;
}

async function keep(name: string, value: string): Promise<void> {
	await keychain.set(name, value);
	await names.add(name);
}

describe('keys without an editor', () => {
	it('come from the environment first, and from the keychain once for all', async () => {
		await keep('mine', 'kept');
		await keep('openai', 'kept, too');
		open({ OPENAI_API_KEY: 'of the environment' });
		expect([await keys.get('openai'), await keys.get('mine'), await keys.get('mine'), await keys.get('other')]).toEqual([
			...['of the environment', 'kept', 'kept', null],
		]);
		expect(keychain.asked).toBe(1);
	});

	it('ask no keychain where none was ever set there', async () => {
		open();
		expect(await keys.get('mine')).toBe(null);
		expect(keychain.asked).toBe(0);
	});

	it('are seen at once when another process sets or deletes one', async () => {
		open();
		const changed: string[] = [];
		keys.onChange((id) => changed.push(id));
		keys.watch();
		expect(await keys.get('mine')).toBe(null);
		await keep('mine', 'one');
		await vi.waitFor(() => expect(changed).toEqual(['mine']), 5000);
		expect(await keys.get('mine')).toBe('one');
		await keep('mine', 'two');
		await vi.waitFor(() => expect(changed).toEqual(['mine', 'mine']), 5000);
		expect(await keys.get('mine')).toBe('two');
		await keychain.delete('mine');
		await names.remove('mine');
		await vi.waitFor(() => expect(changed).toHaveLength(3), 5000);
		expect(await keys.get('mine')).toBe(null);
	});

	it('do not wait for a keychain that asks its user, and are told when it answers', async () => {
		await keep('mine', 'kept');
		const { promise, resolve } = Promise.withResolvers<void>();
		keychain.gate = () => promise;
		open({ OPENAI_API_KEY: 'of the environment' });
		const changed: string[] = [];
		keys.onChange((id) => changed.push(id));
		const waiting = keys.get('mine');
		expect(await keys.get('openai')).toBe('of the environment');
		expect(await waiting).toBe(null);
		resolve();
		await vi.waitFor(() => expect(changed).toContain('mine'), 5000);
		expect([await keys.get('mine'), keychain.asked]).toEqual(['kept', 1]);
	});

	it('go on without a keychain that cannot be used, which is told once', async () => {
		await keep('mine', 'kept');
		keychain.gate = async () => {
			throw new RoutooError('storage', 'The keychain is gone.', 'Get another.');
		};
		open({ OPENAI_API_KEY: 'of the environment' });
		expect([await keys.get('mine'), await keys.get('mine'), await keys.get('openai')]).toEqual([null, null, 'of the environment']);
		expect(told).toEqual(['The keychain is gone. Get another.']);
	});

	it('say why a key in the environment is passed over', async () => {
		open({ OPENAI_API_KEY: 'a', OPENAI_BASE_URL: 'http://127.0.0.1:22768/v1' });
		expect([await keys.get('openai'), await keys.get('openai')]).toEqual([null, null]);
		expect(told).toEqual([expect.stringContaining('OPENAI_BASE_URL names another server')]);
	});
});

describe('the keychain of the system, in a process of its own', () => {
	const library = (code: string): SystemKeychain => new SystemKeychain(20_000, () => `data:text/javascript,${encodeURIComponent(code)}`);
	const HOLDS = `export class Entry {
		constructor(service, name) { this.name = service + '/' + name; }
		getPassword() { return this.name === 'routoo/mine' ? 'kept' : null; }
		setPassword(value) { if (value !== 'right') throw new Error('set to ' + this.name); }
		deletePassword() { return true; }
	}`;

	it('gives, sets and deletes under the name of Routoo', async () => {
		open();
		const system = library(HOLDS);
		expect(await system.get(['mine', 'other'])).toEqual(
			new Map([
				['mine', 'kept'],
				['other', null],
			]),
		);
		await system.set('mine', 'right');
		await system.delete('mine');
		await expect(system.set('mine', 'wrong')).rejects.toMatchObject({
			kind: 'storage',
			message: expect.stringContaining('set to routoo/mine'),
		});
	});

	it.each([
		['throws', "export class Entry { constructor() { throw new Error('no D-Bus\\nat line 5'); } }", /cannot be used: no D-Bus\./],
		['cannot be loaded', 'syntax error', /cannot be used: /],
		['ends its process', 'process.exit(139); export class Entry {}', /ended without an answer/],
		[
			'ends it by a signal',
			"process.kill(process.pid, 'SIGKILL'); await new Promise(() => {}); export class Entry {}",
			/ended without an answer/,
		],
	])('is one error in words where its library %s', async (_how, code, words) => {
		open();
		await expect(library(code).get(['mine'])).rejects.toMatchObject({
			...{ kind: 'storage', message: expect.stringMatching(words), nextStep: expect.stringContaining('environment') },
		});
	});

	it('is given up where it never answers, and where its library is not installed', async () => {
		open();
		const endless = 'export class Entry { getPassword() { for (;;); } }';
		const locked = new SystemKeychain(800, () => `data:text/javascript,${encodeURIComponent(endless)}`);
		await expect(locked.get(['mine'])).rejects.toThrow(/did not answer in 0\.8 s; it may be locked/);
		const missing = new SystemKeychain(800, () => {
			throw new Error('Cannot find package');
		});
		await expect(missing.get(['mine'])).rejects.toThrow(/its library is not installed/);
	});
});
