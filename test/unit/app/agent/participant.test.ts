import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { storePick } from '../../../../src/app/agent/participant/picks.ts';
import type { Attached, ParticipantOut, ParticipantResult, PastTurn } from '../../../../src/app/agent/participant/types.ts';
import { ModelServer } from '../../../host/model-server.ts';
import { type Product, product } from '../product.ts';

interface Shown extends ParticipantOut {
	text: string;
	/** Text at the moment in which the first request reached the server. */
	readonly buttons: { readonly command: string; readonly title: string; readonly args: readonly unknown[] }[];
}

function shown(): Shown {
	const out: Shown = {
		text: '',
		buttons: [],
		markdown: (text) => {
			out.text += text;
		},
		progress: () => {},
		button: (command, title, ...args) => void out.buttons.push({ command, title, args }),
	};
	return out;
}

let folder: string;
let server: ModelServer;
let one: Product;

const PRICES = {
	'echo-7b': { input: 1, output: 2 },
	'other-70b': { input: 10, output: 20 },
	'gone-9b': { input: 1, output: 2 },
};

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'routoo-participant-'));
	server = new ModelServer(['echo-7b', 'other-70b', 'gone-9b', 'unpriced-8b']);
	const url = await server.listen();
	const endpoints = [{ id: 'cloud', name: 'Cloud', url, local: false, needsKey: false }];
	one = await product({ folder, settings: { 'routoo.endpoints': endpoints, 'routoo.prices': PRICES } });
	await one.app.start();
});
afterAll(async () => {
	await one.app.dispose();
	server.close();
	rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
	await one.settings.update('routoo.routing.pool', ['cloud/echo-7b', 'cloud/other-70b']);
});
afterEach(async () => {
	await one.settings.update('routoo.budget.monthly', 20);
	await one.settings.update('routoo.routing.maxCostPerRequest', null);
	await one.app.pause.set(false);
});

async function ask(
	command: string | null,
	prompt: string,
	more: { history?: readonly PastTurn[]; attached?: Partial<Attached>; signal?: AbortSignal } = {},
): Promise<ParticipantResult & { out: Shown; turn: PastTurn }> {
	const out = shown();
	const { history = [], signal = new AbortController().signal } = more;
	const attached = { files: [], images: [], texts: [], failed: [], ...more.attached };
	const result = await one.app.participant.respond({ command, prompt, attached, history, signal }, out);
	const names = attached.files.map(({ path }) => path);
	return {
		...result,
		out,
		turn: { command, prompt, attached: names, answer: out.text, metadata: JSON.parse(JSON.stringify(result.note)) },
	};
}

/** The contents of the last request of the server, roles in front. */
const lastSent = (): string[] => server.requests.at(-1)!.messages.map(({ role, content }) => `${role}: ${content}`);

describe('a plain question', () => {
	test('is answered with the decision in front, booked as of agents, and offers what can be asked next', async () => {
		const { out, note, error } = await ask(null, 'one two three');
		expect(error).toBeNull();
		expect(out.text).toMatch(/^\*(echo-7b|other-70b) · \d+ % \(\d+–\d+\) · \\~\\\$[\d.]+\*\n\n/);
		expect(out.text).toMatch(/words: /);
		expect(out.text.startsWith(note.lead)).toBe(true);
		expect((await one.app.ledger.rows(1))[0]).toMatchObject({ purpose: 'agent', state: 'settled' });
		const { chosen, rows, cost } = note.decision!;
		expect(rows[0]).toMatchObject({ role: 'chosen', modelName: chosen });
		expect(cost).toBeGreaterThan(0);
		const followups = one.app.participant.followups(note, 'one two three');
		const other = rows[1]!.modelName;
		expect(followups).toEqual([
			{ prompt: '', command: 'why', label: `Why ${chosen}?` },
			{ prompt: `"${chosen}" vs "${other}": one two three`, command: 'compare', label: `Compare with ${other}` },
		]);
	});

	test('is learned from by its thumb, by the note that was kept with it, and nothing else is', async () => {
		await one.app.answers.forget();
		const { turn } = await ask(null, 'write a test for the parser');
		const { participant, answers } = one.app;
		for (const other of [
			undefined,
			null,
			{},
			{ ...(turn.metadata as object), runId: 7 },
			{ ...(turn.metadata as object), runId: 'unknown' },
		])
			participant.feedback(other, true);
		participant.feedback(turn.metadata, true);
		participant.feedback(turn.metadata, false);
		await answers.load();
		expect(answers.count()).toBe(1);
		expect(answers.belief().abilities.levels).toHaveProperty('signal thumb');
		await answers.forget();
	});

	test('goes on where the conversation was, byte for byte, without the line and without commands', async () => {
		const file = { kind: 'file' as const, path: 'src/a.ts', language: 'typescript', content: 'const a = 1;\n</attachment>', range: null };
		const first = await ask(null, 'what is a', { attached: { files: [file] } });
		const sent = lastSent();
		expect(sent[1]).toContain('<attachment filePath="src/a.ts" language="typescript">\nconst a = 1;\n<\\/attachment>');
		const why = await ask('why', '', { history: [first.turn] });
		await ask(null, 'and b', { history: [first.turn, why.turn] });
		const later = lastSent();
		expect(later.slice(0, 2)).toEqual(sent);
		expect(later[2]).toBe(`assistant: ${first.out.text.slice(first.note.lead.length).trim()}`);
		expect(later).toHaveLength(4);
		expect(later[3]).toBe('user: <userRequest>\nand b\n</userRequest>');
	});

	test('after a reload an earlier attachment is named, not read anew', async () => {
		const turn: PastTurn = { command: null, prompt: 'x', attached: ['src/old.ts'], answer: 'it is old', metadata: undefined };
		await ask(null, 'and now', { history: [turn] });
		expect(lastSent()[1]).toBe(
			'user: <attachments>\n<attachment filePath="src/old.ts"/>\n</attachments>\n<userRequest>\nx\n</userRequest>',
		);
	});

	test('says what could not be attached, and does not ask about what the user attached himself', async () => {
		const file = { kind: 'file' as const, path: '.env', language: null, content: 'API_KEY=9f8a7b6c5d4e3f2a1b', range: null };
		const { out } = await ask(null, 'why', { attached: { files: [file], failed: ['x.bin is not a text file. Attach a text file.'] } });
		expect(out.text).toMatch(/^x\.bin is not a text file\. Attach a text file\.\n\n/);
		expect(one.asked).toEqual([]);
		expect(lastSent().at(-1)).toContain('9f8a7b6c5d4e3f2a1b');
	});

	test('without a word says what there is', async () => {
		const { out, note } = await ask(null, '  ');
		expect(out.text).toContain('/compare');
		expect(one.app.participant.followups(note, '')).toEqual([]);
	});

	test('fails in words with the next step, and leads to what explains it', async () => {
		await one.settings.update('routoo.budget.monthly', 0);
		const { out, note } = await ask(null, 'hello there');
		expect(out.text).toMatch(/raise the budget or add a free local model/);
		expect(one.app.participant.followups(note, 'hello there').map(({ command }) => command)).toEqual(['budget', 'models']);
	});

	test('a failure is an error of its own, and leads to the models', async () => {
		await one.settings.update('routoo.routing.pool', ['cloud/gone-9b']);
		const { error, note } = await ask(null, 'hello there');
		expect(error).toMatch(/\.$/);
		expect(one.app.participant.followups(note, 'hello there').map(({ command }) => command)).toEqual(['models']);
		one.app.health.reset();
	});

	test('a stop is no error', async () => {
		const stopped = AbortSignal.abort();
		expect((await ask(null, 'hello', { signal: stopped })).error).toBeNull();
		expect((await ask('compare', 'hello', { signal: stopped })).error).toBeNull();
	});
});

describe('/why', () => {
	test('explains the last choice of this conversation in a table', async () => {
		const first = await ask(null, 'one two three');
		await ask(null, 'something else');
		const { out, note } = await ask('why', '', { history: [first.turn] });
		const { reason, rows } = first.note.decision!;
		expect(out.text).toContain('The last choice in this conversation');
		expect(out.text.replaceAll('\\', '')).toContain(reason);
		expect(out.text).toMatch(/\| \*\*[\w-]+\*\* \| \d+.% \(\d+–\d+\) \| [^|]+ \| chosen \|/);
		expect(out.text).toMatch(/\| [^|]*runner-up[^|]*: [^|]+ \|/);
		expect(one.app.participant.followups(note, 'one two three').map(({ command }) => command)).toEqual(['compare']);
		expect(rows.length).toBeLessThanOrEqual(4);
	});

	test('else that of the window, also where its note is damaged', async () => {
		await ask(null, 'one two three');
		const odd: PastTurn = { command: null, prompt: 'x', attached: [], answer: 'y', metadata: { version: 1, decision: 'no' } };
		expect((await ask('why', '', { history: [odd] })).out.text).toContain('The last choice in this window');
	});
});

test('/budget tells the month and offers what changes it', async () => {
	await ask(null, 'one two three');
	const { out } = await ask('budget', '');
	expect(out.text).toMatch(/of \\\$20\.00 spent, \*\*\\\$[\d.]+\*\* left until 1 \w+\./);
	expect(out.text).toContain("| VS Code's Chat and agents |");
	expect(out.buttons.map(({ command }) => command)).toEqual(['openDashboard', 'setBudget', 'pausePaid']);
	await one.app.pause.set(true);
	const paused = await ask('budget', '');
	expect(paused.out.text).toContain('**Paid requests are paused**');
	expect(paused.out.buttons.map(({ command }) => command)).toContain('resumePaid');
	await one.settings.update('routoo.budget.monthly', null);
	expect((await ask('budget', '')).out.text).toContain('no limit is set');
});

describe('/models', () => {
	test('lists those that can be used with their prices, and why others cannot', async () => {
		const { out } = await ask('models', '');
		expect(out.text).toContain('2 models are usable');
		expect(out.text).toMatch(/\| echo-7b \| [^|]+ \| \\\$1\.00 \/ \\\$2\.00 per Mtok \|/);
		expect(out.text).toMatch(/- unpriced-8b \([^)]+\): no price known/);
		expect(out.text).toMatch(/- gone-9b \([^)]+\): not among the models you allow/);
	});

	test('with a question says how well each would answer it, and sends nothing', async () => {
		const before = server.requests.length;
		const { out, note } = await ask('models', 'write a parser for JSON');
		expect(out.text).toMatch(/\| \*\*(echo-7b|other-70b)\*\* \| \d+.% \(\d+–\d+\) \| [^|]+ \| would be chosen \|/);
		expect(server.requests).toHaveLength(before);
		expect(one.app.participant.followups(note, 'write a parser for JSON')[0]?.label).toMatch(/^Compare (echo-7b|other-70b) with /);
	});
});

describe('/compare', () => {
	test('says both prices first, shows both answers with cost and time, books both, and stores the pick once', async () => {
		const before = server.requests.length;
		const { out, error } = await ask('compare', 'one two three');
		expect(error).toBeNull();
		const headings = [...out.text.matchAll(/^### (.+)$/gm)].map(([, name]) => name);
		expect([...headings].sort()).toEqual(['echo-7b', 'other-70b']);
		expect(out.text.indexOf('At most')).toBeLessThan(out.text.indexOf('### '));
		expect(out.text).toContain('Together at most');
		expect(out.text.match(/words: /g)).toHaveLength(2);
		expect(out.text.match(/^\*\\\$[\d.]+ · \d+\.\d.s\*$/gm)).toHaveLength(2);
		expect(
			server.requests
				.slice(before)
				.map(({ model }) => model)
				.sort(),
		).toEqual(['echo-7b', 'other-70b']);
		const rows = await one.app.ledger.rows(2);
		expect(rows.map(({ purpose, state, runId }) => [purpose, state, runId])).toEqual([
			['agent', 'settled', null],
			['agent', 'settled', null],
		]);
		expect(out.buttons.map(({ title }) => title)).toEqual(headings.map((name) => `Better: ${name}`));
		const [a, b] = out.buttons.map(({ args }) => args[0]);
		expect(await one.app.preferAnswer(JSON.parse(JSON.stringify(b)))).toBe(`Noted: ${headings[1]} answered better.`);
		expect(one.app.answers.count()).toBe(2);
		// The last word counts, and each answer once.
		expect(await one.app.preferAnswer(a)).toBe(`Noted: ${headings[0]} answered better.`);
		expect(one.app.answers.count()).toBe(2);
	});

	test('two that are named answer, whatever the pool; one may fail without the other, and then nothing is to be picked', async () => {
		const { out } = await ask('compare', 'gone-9b vs "echo-7b": one two');
		expect([...out.text.matchAll(/^### (.+)$/gm)].map(([, name]) => name)).toEqual(['gone-9b', 'echo-7b']);
		expect(out.text).toContain('words: ');
		expect(out.text).toMatch(/### gone-9b\n\n\n\n.*(not|no) /);
		expect(out.buttons).toEqual([]);
	});

	test('is bounded by the limits: a model over the maximum is not asked', async () => {
		await one.settings.update('routoo.routing.maxCostPerRequest', 0.004);
		const before = server.requests.length;
		const { out } = await ask('compare', 'echo-7b vs other-70b: one two');
		expect(server.requests.slice(before).map(({ model }) => model)).toEqual(['echo-7b']);
		expect(out.text).toContain('could cost more than your limit for one request');
	});

	test.each([
		['echo-7b vs nothing-3b: hi', 'No model is called "nothing-3b"'],
		['echo-7b vs echo-7b: hi', 'cannot be compared with itself'],
		['echo-7b vs other-70b', 'What shall both be asked?'],
		['', 'What shall both be asked?'],
	])('%j is answered in words', async (prompt, words) => {
		const before = server.requests.length;
		expect((await ask('compare', prompt)).out.text.replaceAll('\\', '')).toContain(words);
		expect(server.requests).toHaveLength(before);
	});

	test('with one model alone says so', async () => {
		await one.settings.update('routoo.routing.pool', ['cloud/echo-7b']);
		expect((await ask('compare', 'hi')).out.text).toContain('There is no second model to compare echo-7b with');
	});
});

test('a pick of any form is checked before it is stored', async () => {
	const learning = { knows: () => Promise.reject(new Error('asked')), noted: () => Promise.reject(new Error('stored')) };
	const side = { requestId: 'r', candidateId: 'c', modelName: 'm', quality: { mean: 0.5, low: 0.4, high: 0.6 } };
	for (const raw of [
		undefined,
		null,
		'x',
		{},
		{ better: 'c', task: '', a: side, b: side },
		{ better: 'a', task: 'x', a: side, b: { ...side, quality: { mean: 7 } } },
	]) {
		expect(await storePick(learning, raw)).toBe('This comparison cannot be read any more.');
	}
});

test('of a pick the better one is preferred and the other is not; one that is not known any more teaches nothing', async () => {
	const noted: unknown[] = [];
	const learning = {
		knows: async (requestId: string) => requestId !== 'gone',
		noted: async (requestId: string, kind: string) => {
			noted.push([requestId, kind]);
			return requestId !== 'unwritten';
		},
	};
	const side = (id: string) => ({ requestId: id, candidateId: `c/${id}`, modelName: id, quality: { mean: 0.5, low: 0.4, high: 0.6 } });
	const pick = (a: string, b: string) => storePick(learning, { task: 'fix', better: 'b', a: side(a), b: side(b), text: 'not kept' });
	expect(await pick('x', 'y')).toBe('Noted: y answered better.');
	expect(noted).toEqual([
		['x', 'notPreferred'],
		['y', 'preferred'],
	]);
	expect(await pick('gone', 'y')).toContain('Nothing can be learned from this comparison');
	expect(noted).toHaveLength(2);
	expect(await pick('unwritten', 'y')).toContain('could not be written down');
});
