import { strict as assert } from 'node:assert';
import type { ErrorKind } from '../../src/core/base/errors.ts';
import type { StreamRequest } from '../../src/core/message/stream.ts';
import type { HostApp } from '../../src/host/app.ts';
import { VsCodeLmProvider } from '../../src/host/models/vscode-lm.ts';
import { ask, last, reset, set, theApp, until, useEndpoints } from './harness.ts';

interface Odd {
	/** As test/fixtures/editor-models calls it. */
	readonly does: string;
	readonly state: 'done' | 'failed';
	readonly text: string;
	readonly kinds?: readonly ErrorKind[];
	readonly words?: RegExp;
}

const failed = (does: string, kinds: string, words: RegExp, text = ''): Odd => ({
	...{ does, state: 'failed', text, words },
	kinds: kinds.split(' ') as ErrorKind[],
});

/** What the models of VS Code can do, by the side of the table of servers (test/contract/wire). */
const TABLE: readonly Odd[] = [
	failed('throws-at-once', 'server', /failed/),
	failed('throws-words', 'server', /failed/),
	failed('throws-nothing', 'server brokenStream', /failed|empty/),
	failed('throws-late', 'server', /failed/, 'The sum'),
	failed('cancels-itself', 'server brokenStream', /failed|empty/),
	failed('no-permissions', 'auth', /does not let/),
	failed('not-found', 'modelNotFound', /not available/),
	failed('blocked', 'quota', /blocked/),
	failed('blocked-late', 'quota', /blocked/, 'The sum'),
	failed('unknown-code', 'server', /failed/),
	{ does: 'unknown-parts', state: 'done', text: 'The sum is 5.' },
	{ does: 'bad-usage', state: 'done', text: 'The sum is 5.' },
	failed('empty', 'brokenStream', /empty answer/),
	failed('empty-texts', 'brokenStream', /empty answer/),
];

suite('models of the editor that misbehave', () => {
	let app: HostApp;
	let id: string;

	suiteSetup(async () => {
		app = await theApp();
		await useEndpoints(app, []);
		await set('routoo.useEditorModels', true);
		const candidate = await until('the model of test/fixtures/editor-models', async () => {
			await app.models.refresh();
			return app.models.candidates().find((c) => c.endpointId === 'vscode' && c.wireModel.endsWith('helper-1'));
		});
		id = candidate.id;
	});
	setup(async () => {
		await app.chat.newSession();
		await app.chat.receive({ type: 'setModel', model: id });
	});
	suiteTeardown(() => reset(app));

	const booked = async () => (await app.ledger.rows(1))[0];

	for (const { does, state, text, kinds, words } of TABLE) {
		test(does, async () => {
			const { turn, answer } = await ask(app, `odd:${does}`);
			assert.equal(answer.state, state, JSON.stringify(answer.error));
			assert.equal(answer.text, text);
			assert.match(JSON.stringify(turn), new RegExp(`odd:${does}`), 'what the user wrote is kept');
			if (kinds !== undefined) {
				assert.ok(kinds.includes(answer.error?.kind as ErrorKind), JSON.stringify(answer.error));
				assert.match(answer.error?.message ?? '', words ?? /./);
				assert.ok((answer.error?.nextStep ?? '').length > 5);
			} else assert.equal(answer.error, null);
			const row = await booked();
			assert.ok(row?.state === 'settled' || row?.state === 'released', JSON.stringify(row));
			assert.equal(row.cost, 0);
			assert.equal(app.chat.state().busy, null);
		});
	}

	for (const [does, text] of [
		['silent', ''],
		['silent-late', 'The sum'],
	] as const) {
		test(`${does}: Stop ends it at once`, async () => {
			const asked = ask(app, `odd:${does}`);
			await until(
				'it is asked',
				() => app.chat.state().busy !== null && last(app).answer.text === text && last(app).answer.routing !== null,
			);
			const stopped = Date.now();
			await app.chat.receive({ type: 'stop' });
			const { answer } = await asked;
			console.log(`      stopped after ${Date.now() - stopped} ms`);
			assert.equal(answer.state, 'cancelled');
			assert.equal(answer.text, text);
			assert.notEqual((await booked())?.state, 'outstanding');
		});

		test(`${does}: a time limit ends it where nobody does`, async () => {
			const provider = new VsCodeLmProvider({ firstTokenPatient: 400, idle: 400 });
			const request = {
				...{ model: id.replace('vscode/', ''), tools: [], toolChoice: 'auto', maxOutputTokens: 100, effort: null, stableMessages: 0 },
				messages: [{ role: 'user', parts: [{ type: 'text', text: `odd:${does}` }] }],
			} satisfies StreamRequest;
			let said = '';
			await assert.rejects(
				async () => {
					for await (const event of provider.stream(request, new AbortController().signal)) if (event.type === 'text') said += event.text;
				},
				{ kind: 'timeout' },
			);
			assert.equal(said, text);
		});
	}

	test('far beyond the cap: stopped, and what came is kept', async () => {
		const { answer } = await ask(app, 'odd:beyond-the-cap');
		assert.equal(answer.state, 'failed');
		assert.equal(answer.error?.kind, 'badResponse');
		assert.ok(answer.text.startsWith('word word') && answer.text.length < 300_000);
	});
});
