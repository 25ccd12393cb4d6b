import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CONSENT_KEY, consentQuestion, RemoteConsent } from '../../../../src/app/completion/consent.ts';
import { completionStatusText } from '../../../../src/app/completion/status-text.ts';
import type { StateStore } from '../../../../src/core/base/state.ts';
import { ModelServer } from '../../../host/model-server.ts';
import { asyncStates } from '../../../support/stores/states.ts';
import { Bench, fillCandidate, paid, position } from '../../core/completion/engine/support.ts';
import { type Product, product } from '../product.ts';

describe('the gate', () => {
	const remote = fillCandidate('cloud/free', { local: false });
	const gate = ({ engine }: Bench) => engine.status(null);

	test.each([null, false])('answer %s: no remote model is asked, by itself or by hand, free or paid', async (answer) => {
		const bench = new Bench();
		bench.remoteAllowed = answer;
		bench.candidates = [remote, paid('cloud/coder')];
		for (const trigger of ['automatic', 'manual'] as const) expect(await bench.complete(position('const a = '), trigger)).toBeNull();
		expect(bench.requests).toEqual([]);
		expect(bench.ledger.reservations.size + bench.outstanding()).toBe(0);
		expect(gate(bench)).toEqual({ kind: 'needsConsent', answered: answer !== null, local: false });
	});

	test('local models complete meanwhile, a yes adds the others, a no ends the question', async () => {
		const bench = new Bench();
		bench.remoteAllowed = null;
		bench.candidates = [remote, fillCandidate('home/coder')];
		expect((await bench.complete(position('const a = ')))?.candidateId).toBe('home/coder');
		expect(gate(bench)).toEqual({ kind: 'needsConsent', answered: false, local: true });
		bench.remoteAllowed = false;
		expect(gate(bench)).toEqual({ kind: 'open' });
		bench.candidates = [remote];
		bench.remoteAllowed = true;
		expect(gate(bench)).toEqual({ kind: 'open' });
		bench.candidates = [paid('cloud/coder')];
		expect((await bench.complete(position('const b = ')))?.candidateId).toBe('cloud/coder');
	});

	test('nothing is asked where settings leave no remote model anyway', () => {
		const bench = new Bench();
		bench.remoteAllowed = null;
		bench.candidates = [remote, fillCandidate('home/coder')];
		for (const change of [{ localOnly: true }, { pool: ['home/coder'] }]) {
			const settings = bench.settings;
			bench.settings = { ...settings, ...change };
			expect(gate(bench)).toEqual({ kind: 'open' });
			bench.settings = settings;
		}
		bench.settings = { ...bench.settings, enabled: false };
		expect(gate(bench)).toEqual({ kind: 'off' });
	});

	test('says in plain words what it asks, with both answers in place', () => {
		const asked = completionStatusText({ kind: 'needsConsent', answered: false, local: false });
		expect(asked.line).toMatch(/^Completions use local models only\. Allow paid and remote ones\?/);
		expect(asked.links.map(([label]) => label)).toEqual(['Allow', 'Local models only']);
		expect(completionStatusText({ kind: 'needsConsent', answered: true, local: false }).links.map(([label]) => label)).toEqual(['Allow']);
	});
});

describe('the answer', () => {
	test('is kept for all windows; what is kept in another form is no yes', async () => {
		const state = asyncStates().state();
		const [one, other] = [new RemoteConsent(state, () => {}), new RemoteConsent(state, () => {})];
		await one.write(true);
		expect(other.current()).toBeNull();
		await other.read();
		expect(other.current()).toBe(true);
		for (const damaged of ['yes', 1, {}, null]) {
			await state.set('global', CONSENT_KEY, damaged);
			await other.read();
			expect(other.current()).toBeNull();
		}
	});

	test('holds in this window where it cannot be kept', async () => {
		const fail = async () => Promise.reject(new Error('disk full'));
		const logged: string[] = [];
		const consent = new RemoteConsent({ get: fail, set: fail, update: fail } as StateStore, (line) => logged.push(line));
		await consent.read();
		expect(consent.current()).toBeNull();
		await consent.write(true);
		await consent.read();
		expect([consent.current(), logged.length]).toEqual([true, 1]);
	});
});

describe('with a server', () => {
	let folder: string;
	let server: ModelServer;
	let one: Product;
	const complete = (line: string) =>
		one.app.completion.engine.complete(position(line), { trigger: 'manual', signal: AbortSignal.timeout(20_000) });

	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), 'routoo-consent-'));
		server = new ModelServer(['fill-1b/starcoder2-7b']);
		const endpoints = [{ id: 'cloud', name: 'Cloud', url: await server.listen(), local: false, needsKey: false }];
		const prices = { 'fill-1b/starcoder2-7b': { input: 0.1, output: 0.2 } };
		one = await product({
			folder,
			settings: { 'routoo.endpoints': endpoints, 'routoo.prices': prices, 'routoo.completion.maxWait': 10_000 },
		});
		await one.app.start();
		await one.app.completion.fillModels.refresh();
	});
	afterEach(async () => {
		await one.app.dispose();
		server.close();
		rmSync(folder, { recursive: true, force: true });
	});

	test('no text leaves before the yes, nor after it was taken back', async () => {
		const { app } = one;
		expect(app.completion.fillModels.list()).not.toEqual([]);
		expect(app.completion.gate()).toEqual({ kind: 'needsConsent', answered: false, local: false });
		expect(await complete('const secret = ')).toBeNull();
		expect(server.fills).toEqual([]);
		expect(one.asked).toEqual([]);

		await app.completion.askRemote();
		expect(one.asked).toEqual([consentQuestion()]);
		expect(app.completion.gate().kind).toBe('needsConsent');
		one.answers.push('yes');
		await app.completion.askRemote();
		expect(app.completion.gate()).toEqual({ kind: 'open' });
		expect(await complete('const total = ')).not.toBeNull();
		expect(server.fills.length).toBe(1);
		await app.completion.askRemote();
		expect(one.asked.length).toBe(2);

		await app.completion.allowRemote(false);
		expect(await complete('const total = ')).toBeNull();
		await vi.waitFor(() => expect(app.completion.gate()).toEqual({ kind: 'needsConsent', answered: true, local: false }));
		expect(server.fills.length).toBe(1);
	});
});
