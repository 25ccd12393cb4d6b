import { chmod, stat } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RoutooProcess, ServeHome, SLOW_MS } from './serve-process.ts';

let home: ServeHome;
beforeEach(async () => {
	home = await ServeHome.make();
});
afterEach(() => home.close());

const SECRET = 'sk-0123456789-0123456789-wxyz';

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}, input: string | null = null) {
	const process: RoutooProcess = home.run(['key', ...args], env, input);
	return { code: await process.exited(), stdout: process.stdout, stderr: process.stderr };
}

describe('routoo key', { timeout: SLOW_MS }, () => {
	it('lists whose keys there are, where each comes from, and no key whole', async () => {
		await home.write({ 'routoo.endpoints': [{ id: 'gate', url: 'https://gate.example/v1' }] });
		const { code, stdout, stderr } = await run(['list'], { ANTHROPIC_API_KEY: SECRET, ROUTOO_KEY_GATE: 'short' });
		expect([code, stderr]).toEqual([0, '']);
		expect(stdout).toMatch(/^anthropic +…wxyz +environment, ANTHROPIC_API_KEY$/m);
		expect(stdout).toMatch(/^gate +… +environment, ROUTOO_KEY_GATE$/m);
		expect(stdout).toMatch(/^No key: .*openai/m);
		for (const secret of [SECRET, 'short']) expect(stdout).not.toContain(secret);
	});

	it("prints the endpoint's own key alone, and makes a new one", async () => {
		const first = await run(['endpoint']);
		expect(first).toEqual({ code: 0, stdout: `${await home.key()}\n`, stderr: '' });
		if (process.platform !== 'win32') expect((await stat(`${home.folder}/endpoint-key`)).mode & 0o777).toBe(0o600);
		const second = await run(['endpoint', '--rotate']);
		expect(second.stdout).toBe(`${await home.key()}\n`);
		expect(second.stdout).not.toBe(first.stdout);
		await chmod(`${home.folder}/endpoint-key`, 0o666);
		const open = await run(['endpoint']);
		expect([open.code, open.stdout]).toEqual([1, '']);
		expect(open.stderr).toMatch(/can be read by others/);
	});

	it.each<[readonly string[], string | null, RegExp]>([
		[[], null, /What to do with a key is missing/],
		[['sett'], null, /There is no command "key sett"/],
		[['set'], null, /The name of an endpoint is missing\. One of: openai, anthropic/],
		[['set', 'nobody'], null, /There is no endpoint of this name\. One of: /],
		[['set', 'anthropic', SECRET], null, /no key\. A key is read from standard input/],
		[['set', `--key=${SECRET}`, 'anthropic'], null, /There is an option that routoo key does not have/],
		[['set', SECRET], SECRET, /There is no endpoint of this name/],
		[['set', 'anthropic'], '', /No key came/],
		[['set', 'anthropic'], ' \n', /No key came/],
		[['set', 'anthropic'], 'two words', /holds spaces or other signs/],
		[['set', 'anthropic'], 'x'.repeat(20_000), /too long to be a key/],
		[['set', 'anthropic'], `routoo-${'a'.repeat(43)}`, /the key of Routoo's own endpoint/],
		[['delete', 'anthropic'], null, /No key of anthropic is in the keychain/],
		[['list', '--rotate'], null, /--rotate is for routoo key endpoint/],
	])('refuses %j in one line that repeats no key (%#)', async (args, input, words) => {
		const { code, stdout, stderr } = await run(args, {}, input);
		expect([code, stdout]).toEqual([1, '']);
		expect(stderr).toMatch(words);
		expect(stderr.trimEnd().split('\n')).toHaveLength(1);
		if (input !== null && input.trim() !== '') expect(stderr).not.toContain(input);
		expect(stderr).not.toContain(SECRET);
	});

	it.runIf(process.platform === 'linux')('says in one line that there is no keychain, and keeps the key nowhere', async () => {
		const { code, stdout, stderr } = await run(['set', 'anthropic'], {}, SECRET);
		expect([code, stdout]).toEqual([1, '']);
		expect(stderr).toMatch(/^key: The keychain of this computer cannot be used: .*ANTHROPIC_API_KEY/);
		expect((await run(['list'])).stdout).toContain('No key is set.');
	});
});
