import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bareEnvironment } from '../../support/bare-environment.ts';
import { HeldUpstream, settingsFor, WHOLE_COST } from './held-upstream.ts';
import { ServeHome, SLOW_MS } from './serve-process.ts';

let home: ServeHome;
let upstream: HeldUpstream;

beforeEach(async () => {
	home = await ServeHome.make();
	upstream = await new HeldUpstream().start();
});
afterEach(async () => {
	await home.close();
	await upstream.close();
});

const lines = (text: string): readonly string[] => text.trimEnd().split('\n');

describe('routoo serve', { timeout: 2 * SLOW_MS }, () => {
	it('says where everything lies, and each decision before the first byte, with the real price after it', async () => {
		await home.write(settingsFor(upstream, { 'routoo.budget.monthly': 5 }));
		const process = await home.ready();
		for (const part of [home.settingsPath, `${home.folder}/endpoint-key`, `${home.folder}/ledger`]) expect(process.stdout).toContain(part);
		expect(process.stdout).toContain('one-model');
		await process.said(/Budget: \$5\.00 of \$5\.00 left/);
		expect(process.stdout).not.toContain(await home.key());

		upstream.holdAll();
		let answered = false;
		const answer = home.chat(process, { stream: true }).finally(() => {
			answered = true;
		});
		await process.said(/#1 node \/chat\/completions -> one-model \(Upstream\), quality \d+ % \(\d+–\d+\), ~?\$[\d.]+, at most \$/);
		expect(answered).toBe(false);
		expect(process.stdout).not.toMatch(/#1 .*cost/);
		upstream.letAll();
		expect(await (await answer).text()).toContain('The rest.');
		await process.said(/#1 one-model \(Upstream\): cost \$0\.0011/);
		expect(await home.spent()).toEqual({ settled: WHOLE_COST, outstanding: 0 });
		expect(await process.end('SIGINT')).toBe(0);
		expect(process.stderr).toBe('');
	});

	it('says what to do where nothing is set up, goes on, and reads the settings when they are written', async () => {
		const process = await home.serve();
		expect(process.stdout).toContain(`${home.settingsPath} (not there; read as soon as it is written)`);
		await process.said(/No model can be asked yet\. Set a key .*routoo key set/);
		await home.write(settingsFor(upstream));
		await process.said(/Models that can be asked: 1/);
		expect((await home.chat(process)).status).toBe(200);
	});

	it('takes a change at once; what cannot be used is told with file and line, and what held before goes on', async () => {
		await home.write(settingsFor(upstream, { 'routoo.budget.monthly': 5 }));
		const process = await home.ready();
		expect((await home.chat(process)).status).toBe(200);
		await home.write(settingsFor(upstream, { budget: { monthly: 0 } }));
		await process.said(/Budget: \$0 of \$0 left/);
		const asked = upstream.authorizations.length;
		const refused = async (): Promise<void> => {
			expect(await (await home.chat(process)).text()).toMatch(/budget/i);
			expect(upstream.authorizations.length).toBe(asked);
		};
		await refused();
		await home.write('{\n  "routoo.budget.monthly": 5,\n  oops\n');
		await process.said(/settings\.json:3: This is not JSON .* The settings read last hold\./);
		await refused();
		await home.write(settingsFor(upstream, { budget: { monthly: 'five' }, 'routoo.budget.montly': 3 }));
		await process.said(/settings\.json:\d+: The setting routoo\.budget\.monthly must be a number .* what it was before holds\./);
		await process.said(/There is no setting routoo\.budget\.montly; it is passed over\. Did you mean routoo\.budget\.monthly\?/);
		await refused();
	});

	it('does not start with settings that cannot be read', async () => {
		await home.write('{ "routoo.localOnly": true');
		const process = home.run(['serve', '--port', '0']);
		expect(await process.exited()).toBe(1);
		expect(lines(process.stderr)).toEqual([expect.stringMatching(/^serve: .*settings\.json:1: This is not JSON/)]);
		expect(process.stdout).toBe('');
	});

	it('takes a rotated key at once, and refuses a file that others can read', async () => {
		await home.write(settingsFor(upstream));
		const process = await home.ready();
		const old = await home.key();
		const rotated = home.run(['key', 'endpoint', '--rotate']);
		expect(await rotated.exited()).toBe(0);
		expect(rotated.stdout.trim()).toBe(await home.key());
		const models = (key: string) => fetch(`${process.origin}/v1/models`, { headers: { 'x-api-key': key } });
		expect((await models(old)).status).toBe(401);
		expect((await models(await home.key())).status).toBe(200);
		await process.end('SIGTERM');
		await chmod(`${home.folder}/endpoint-key`, 0o644);
		const open = home.run(['serve', '--port', '0']);
		expect(await open.exited()).toBe(1);
		expect(lines(open.stderr)).toEqual([expect.stringMatching(/can be read by others \(mode 644\).*routoo key endpoint --rotate/)]);
	});

	it('is told of those without its key in words, once, however often they ask, and tells them nothing of where it lies', async () => {
		const process = await home.serve();
		for (let n = 0; n < 30; n++) expect((await fetch(`${process.origin}/v1/models`)).status).toBe(401);
		await process.said(/endpoint: 401 wrongKey\. This Routoo endpoint needs its key/);
		expect(lines(process.stdout).filter((line) => line.includes('wrongKey'))).toHaveLength(1);
		await chmod(`${home.folder}/endpoint-key`, 0o644);
		const answer = await fetch(`${process.origin}/v1/models`);
		expect(answer.status).toBe(424);
		const text = await answer.text();
		expect(text).toContain('cannot use its own key');
		expect(text).not.toContain(home.folder);
		await process.said(/endpoint: .*can be read by others \(mode 644\).*routoo key endpoint --rotate/);
	});

	// Node tries for ever to make a folder there.
	it.runIf(process.platform === 'linux')('ends at the first word also where its start waits for what never comes', async () => {
		const starting = home.run(['serve', '--port', '0'], { ROUTOO_DATA: '/proc/1/routoo' });
		// Until it hears signals.
		await new Promise((resolve) => setTimeout(resolve, 3000));
		starting.child.kill('SIGTERM');
		expect(await starting.exited()).not.toBeNull();
	});

	it('says who has the port: itself, another Routoo, another program', async () => {
		await home.write(settingsFor(upstream));
		const process = await home.serve();
		const port = new URL(process.origin).port;
		const second = home.run(['serve', '--port', port]);
		expect(await second.exited()).toBe(0);
		expect(lines(second.stdout)).toEqual([expect.stringContaining(`served at http://127.0.0.1:${port} already`)]);
		const other = await ServeHome.make();
		const third = other.run(['serve', '--port', port]);
		expect(await third.exited()).toBe(1);
		expect(third.stderr).toMatch(/^serve: Another Routoo serves port \d+ with a key of its own.*--port/);
		await other.close();
		await process.end('SIGTERM');
		const program = createServer((socket) => void socket.resume().end('SSH-2.0-OpenSSH_9.6\r\n')).listen(Number(port), '127.0.0.1');
		const fourth = home.run(['serve', '--port', port]);
		expect(await fourth.exited()).toBe(1);
		expect(fourth.stderr).toMatch(/^serve: Port \d+ is taken by another program\. .*--port/);
		await new Promise<void>((resolve) => program.close(() => resolve()));
	});

	it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends at %s in the middle of an answer, which is booked', async (signal) => {
		await home.write(settingsFor(upstream));
		const process = await home.ready();
		upstream.holdRest();
		const response = await home.chat(process, { stream: true });
		const reader = response.body!.getReader();
		expect(new TextDecoder().decode((await reader.read()).value)).toContain('The first');
		expect(await process.end(signal)).toBe(0);
		expect(process.stdout).toMatch(/Ending .*\n.*#1 one-model \(Upstream\) was stopped: cost \$/);
		await vi.waitFor(() => expect(upstream.left).toBe(1), SLOW_MS);
		const { settled, outstanding } = await home.spent();
		expect(outstanding).toBe(0);
		expect(settled).toBeGreaterThan(0);
		expect(settled).toBeLessThan(WHOLE_COST);
	});

	it.runIf(process.platform === 'linux')('goes on when what it says goes to a full disk', async () => {
		await home.write(settingsFor(upstream));
		const free = createServer();
		await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
		const { port } = free.address() as AddressInfo;
		await new Promise((resolve) => free.close(resolve));
		const full = openSync('/dev/full', 'w');
		const main = join(import.meta.dirname, '../../../src/cli/main.ts');
		const child = spawn(process.execPath, [main, 'serve', '--port', String(port)], {
			env: bareEnvironment({ HOME: home.folder, ROUTOO_DATA: home.folder }),
			stdio: ['ignore', full, 'ignore'],
		});
		closeSync(full);
		try {
			const asked = async (): Promise<number> => (await home.chat({ origin: `http://127.0.0.1:${port}` } as never)).status;
			await vi.waitFor(async () => expect(await asked()).toBe(200), { timeout: SLOW_MS, interval: 300 });
			expect(await asked()).toBe(200);
		} finally {
			child.kill('SIGKILL');
		}
	});

	it('goes on when nobody reads what it says any more', async () => {
		await home.write(settingsFor(upstream));
		const process = await home.ready();
		const { origin } = process;
		process.child.stdout!.destroy();
		process.child.stderr!.destroy();
		const headers = { 'x-api-key': await home.key(), 'content-type': 'application/json' };
		const body = JSON.stringify({ model: 'routoo/auto', messages: [{ role: 'user', content: 'Say something short.' }] });
		for (let n = 0; n < 3; n++) {
			expect((await fetch(`${origin}/v1/chat/completions`, { method: 'POST', headers, body })).status).toBe(200);
		}
		expect(await process.end('SIGTERM')).toBe(0);
	});

	it("sends an endpoint's key from the environment to it alone, and prints none", async () => {
		await home.write(settingsFor({ endpoint: () => upstream.endpoint({ needsKey: true }) }));
		const process = await home.ready({ ROUTOO_KEY_UP: 'sk-of-upstream-0123456789' });
		expect(process.stdout).toContain('environment: up');
		expect((await home.chat(process)).status).toBe(200);
		expect(upstream.authorizations).toEqual(['Bearer sk-of-upstream-0123456789']);
		expect(process.stdout + process.stderr).not.toContain('sk-of-upstream');
		expect(await readFile(home.settingsPath, 'utf8')).not.toContain('sk-of-upstream');
	});
});
