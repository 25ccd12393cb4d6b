import { beforeEach, describe, expect, test } from 'vitest';
import { noTarget } from '../../../../src/app/chat/outgoing.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { Attachment } from '../../../../src/core/message/message.ts';
import { ChatBench, fails, says, settled } from './chat-bench.ts';

let b: ChatBench;
const file: Attachment = { kind: 'file', path: 'src/cart.ts', language: 'typescript', content: 'const a = 1;', range: null };
const selection: Attachment = { ...file, kind: 'selection', range: { startLine: 1, endLine: 3 } };
const problems: Attachment = {
	kind: 'problems',
	path: 'problems in src/cart.ts',
	language: null,
	content: 'line 1: error: odd',
	range: null,
};
const notices = (): string[] => b.chat.state().notices.map(({ text }) => text);
const box = (): string | undefined => b.messages.flatMap((m) => (m.type === 'setDraft' ? [m.text] : [])).at(-1);

beforeEach(() => {
	b = new ChatBench();
});

describe('a code gesture', () => {
	test('sends our words with the selection, else the file', async () => {
		b.target = async () => ({ code: selection, problems: null, pointedAt: 'code' });
		await b.send('/explain');
		expect(b.lastTurn()).toMatchObject({ attachments: [selection] });
		expect(b.lastTurn().text).toMatch(/^Explain the selected code from cart\.ts:/);
		expect(b.lastAnswer().state).toBe('done');
		b.target = async () => ({ code: file, problems: null, pointedAt: 'code' });
		await b.send('/tests only the border cases');
		expect(b.lastTurn().text).toMatch(/^Write unit tests for the file cart\.ts\.[\s\S]*\n\nIn particular: only the border cases$/);
		expect(b.chat.state().session.draft).toBe('');
	});

	test('takes along what is reported where it is to be fixed, and elsewhere does not', async () => {
		b.target = async () => ({ code: file, problems, pointedAt: 'code' });
		await b.send('/fix');
		expect(b.lastTurn().attachments).toEqual([file, problems]);
		expect(b.lastTurn().text).toMatch(/^Fix what the editor reports in cart\.ts/);
		for (const gesture of ['/explain', '/doc', '/review', '/tests']) {
			await b.send(gesture);
			expect(b.lastTurn().attachments, gesture).toEqual([file]);
		}
		await b.chat.gesture('explain', async () => ({ code: file, problems, pointedAt: 'problems' }));
		expect(b.lastTurn()).toMatchObject({ attachments: [file, problems], text: expect.stringMatching(/^Explain what the editor reports/) });
	});

	test('works on what is attached in the box before anything else', async () => {
		b.target = async () => ({ code: selection, problems, pointedAt: 'code' });
		b.openFile = file;
		await b.chat.receive({ type: 'attach', what: 'file' });
		await b.send('/review');
		expect([b.lastTurn().attachments, b.chat.state().composer.attachments]).toEqual([[file], []]);
		expect(b.targetsAsked.filter((how) => how === 'ask')).toEqual([]);
	});

	test('says where there is nothing to work on, and gives the text back; with words behind it is about those', async () => {
		await b.send('/explain');
		expect([notices(), box(), b.chat.state().session.turns]).toEqual([[noTarget()], '/explain', []]);
		await b.send('/explain ^a+b$');
		expect(b.lastTurn()).toMatchObject({ text: 'Explain the following: ^a+b$', attachments: [] });
		expect(notices()).toEqual([]);
	});

	test('that may not read the file sends nothing, and nothing is lost', async () => {
		b.target = async () => {
			throw new RoutooError('invalidInput', '.env was not attached.', 'Try again.');
		};
		await b.send('/explain the third line');
		expect([notices(), box(), b.chat.state().session.turns]).toEqual([
			['.env was not attached. Try again.'],
			'/explain the third line',
			[],
		]);
	});

	test('that waits for a yes sends nothing into a chat that was opened meanwhile, nor loses what was attached meanwhile', async () => {
		const { promise, resolve } = Promise.withResolvers<void>();
		b.target = async () => {
			await promise;
			return { code: file, problems: null, pointedAt: 'code' };
		};
		const first = b.send('/explain');
		await settled();
		b.selection = selection;
		await b.chat.receive({ type: 'attach', what: 'selection' });
		resolve();
		await first;
		expect([b.lastTurn().attachments, b.chat.state().composer.attachments.length]).toEqual([[file], 1]);
		await b.chat.receive({ type: 'detach', attachmentId: b.chat.state().composer.attachments[0]!.id });
		const later = Promise.withResolvers<void>();
		b.target = async () => {
			await later.promise;
			return null;
		};
		const second = b.send('/review');
		await settled();
		await b.chat.newSession();
		later.resolve();
		await second;
		expect([b.chat.state().session.turns, notices()]).toEqual([[], []]);
	});

	test('that waits for a yes keeps its text in the chat that was left, and what was typed meanwhile in the box', async () => {
		const first = Promise.withResolvers<void>();
		b.target = async () => {
			await first.promise;
			throw new RoutooError('invalidInput', '.env was not attached.', 'Try again.');
		};
		await b.send('hello there, what is a hash map');
		const { id } = b.chat.state().session;
		const sending = b.send('/explain the third line');
		await settled();
		await b.chat.newSession();
		await b.chat.receive({ type: 'draft', text: 'of another chat' });
		first.resolve();
		await sending;
		expect(b.chat.state().session.draft).toBe('of another chat');
		await b.chat.openSession(id);
		// With what was typed in the empty chat that was left for it.
		expect(b.chat.state().session.draft).toBe('/explain the third line\n\nof another chat');
		const second = Promise.withResolvers<void>();
		b.target = async () => {
			await second.promise;
			return null;
		};
		const again = b.send('/explain');
		await settled();
		await b.chat.receive({ type: 'draft', text: '/explain and more' });
		second.resolve();
		await again;
		expect([box(), b.chat.state().session.draft]).toEqual(['/explain and more', '/explain and more']);
	});

	test('of a command leaves alone what is being typed, and waits for no answer that runs', async () => {
		await b.chat.receive({ type: 'draft', text: 'half a thought' });
		await b.chat.gesture('fix', async () => ({ code: file, problems, pointedAt: 'problems' }));
		expect([b.lastTurn().attachments.length, b.chat.state().session.draft]).toEqual([2, 'half a thought']);
		const { promise, resolve } = Promise.withResolvers<void>();
		b.scripts.small = b.scripts.big = async function* () {
			await promise;
			yield* says('late');
		};
		const first = b.send('hello');
		await settled();
		await b.chat.gesture('fix', async () => ({ code: file, problems: null, pointedAt: 'code' }));
		expect(notices()[0]).toMatch(/^An answer is being written/);
		resolve();
		await first;
		expect(b.lastTurn().text).toBe('hello');
		await b.chat.gesture('fix', async () => null);
		expect(notices()).toEqual([noTarget()]);
	});

	test('is foretold as what it sends, and asks nothing for that', async () => {
		b.target = async () => ({ code: file, problems: null, pointedAt: 'code' });
		await b.chat.receive({ type: 'draft', text: '/explain' });
		await new Promise((resolve) => setTimeout(resolve, 20));
		expect(b.chat.state().composer.preview).not.toBeNull();
		expect(b.targetsAsked).toEqual(['quiet']);
		expect(b.counted.some((text) => text.includes('Explain the file cart.ts'))).toBe(true);
		await b.chat.receive({ type: 'draft', text: '/nothing of ours' });
		await new Promise((resolve) => setTimeout(resolve, 20));
		expect(b.chat.state().composer.preview).toBeNull();
	});
});

test('an unknown command is named and not sent, but goes as text where that is meant', async () => {
	await b.send('/foo bar');
	expect([notices(), box(), b.chat.state().session.turns]).toEqual([[expect.stringMatching(/^\/foo is no command\./)], '/foo bar', []]);
	await b.chat.receive({ type: 'send', text: '/foo bar', asText: true });
	expect(b.lastTurn().text).toBe('/foo bar');
	for (const text of ['/usr/bin/env fails', '/^a$/ matches what?']) {
		await b.send(text);
		expect(b.lastTurn().text).toBe(text);
	}
	await b.send('/new thing');
	expect([notices().at(-1), b.lastTurn().text]).toEqual([expect.stringMatching(/^\/new stands alone/), '/^a$/ matches what?']);
	await b.chat.receive({ type: 'draft', text: '' });
	b.messages.length = 0;
	await b.chat.receive({ type: 'commit', wish: 'in German' });
	expect([b.commits, box()]).toEqual([['in German'], undefined]);
	b.commitsWork = false;
	await b.chat.receive({ type: 'commit', wish: 'in German' });
	expect(box()).toBe('/commit in German');
});

describe('/clear', () => {
	test('starts an empty chat, and the old one is in the history', async () => {
		await b.send('hello');
		await b.chat.receive({ type: 'newSession' });
		expect(b.chat.state().session.turns).toEqual([]);
		expect(b.chat.sessions().map(({ title }) => title)).toEqual(['hello']);
	});
});

describe('/compact', () => {
	const long = 'a long story '.repeat(800);
	const told = (): string => b.counted.join('\n');

	test('sends a summary from then on, keeps the turns, and can be undone', async () => {
		await b.send(long);
		await b.send('and more');
		b.scripts.small = b.scripts.big = () => says('NOTES of the story');
		b.caches.set(b.chat.state().session.id, { candidateId: 'home/big', prefixTokens: 9000, lastUsedAt: 0 });
		await b.send('/compact keep the names');
		const { turns } = b.chat.state().session;
		const [summary] = turns.slice(-1);
		expect(turns).toHaveLength(3);
		expect(summary!.summary).toEqual({ used: true, wish: 'keep the names', tokens: 5 });
		expect(b.lastAnswer()).toMatchObject({ state: 'done', text: 'NOTES of the story' });
		expect(b.lastAnswer().receipt).not.toBeNull();
		expect(b.ledger.settled).toHaveLength(3);
		// The beginning is another one: nothing of it is in a vendor's cache.
		expect(b.caches.of(b.chat.state().session.id)).toBeNull();

		b.counted.length = 0;
		await b.send('go on');
		expect(told()).toContain('NOTES of the story');
		expect(told()).not.toContain('a long story');
		const small = b.lastTurn().sentTokens;

		await b.chat.receive({ type: 'useSummary', turnId: summary!.id, used: false });
		b.counted.length = 0;
		await b.send('and on');
		expect(told()).toContain('a long story');
		expect(b.lastTurn().sentTokens).toBeGreaterThan(5 * small);
		await b.chat.receive({ type: 'useSummary', turnId: summary!.id, used: true });
		b.counted.length = 0;
		await b.send('at last');
		expect(told()).not.toContain('a long story');
	});

	test('is refused where there is nothing to shorten', async () => {
		for (const before of [null, 'short']) {
			if (before !== null) await b.send(before);
			await b.send('/compact');
			expect([notices(), box()]).toEqual([[expect.stringMatching(/^There is nothing to shorten yet/)], '']);
		}
		expect(b.chat.state().session.turns).toHaveLength(1);
	});

	test('that fails leaves all as it is, and a retry makes it good', async () => {
		await b.send(long);
		const { small, big } = b.scripts;
		b.scripts.small = b.scripts.big = () => fails(new RoutooError('network', 'No answer.', 'Start the server.'));
		await b.send('/compact');
		expect(b.lastAnswer().state).toBe('failed');
		expect(b.chat.state().session.draft).toBe('/compact');
		Object.assign(b.scripts, { small, big });
		b.counted.length = 0;
		await b.chat.receive({ type: 'retry', turnId: b.lastTurn().id });
		expect(told()).toContain('Summarise this conversation');
		expect(b.lastTurn().summary?.tokens).toBeGreaterThan(0);
		expect([b.lastTurn().answers.length, b.chat.state().session.draft]).toEqual([1, '']);
	});

	test('is no message: it cannot be edited, and another answer is another summary', async () => {
		await b.send(long);
		b.picked = 'home/small';
		await b.chat.receive({ type: 'pickModel' });
		await b.send('/compact');
		const { id } = b.lastTurn();
		await b.chat.receive({ type: 'edit', turnId: id, text: 'something else' });
		expect(b.lastTurn()).toMatchObject({ id, text: '/compact' });
		b.scripts.big = () => says('a much longer summary of it all');
		await b.chat.receive({ type: 'again', turnId: id, how: 'stronger' });
		expect(b.lastTurn().summary?.tokens).toBe(8);
		await b.chat.receive({ type: 'showAnswer', turnId: id, index: 0 });
		expect(b.lastTurn().summary?.tokens).toBe(3);
	});

	test('is foretold with what it will cost', async () => {
		await b.send(long);
		b.counted.length = 0;
		await b.chat.receive({ type: 'draft', text: '/compact' });
		await new Promise((resolve) => setTimeout(resolve, 20));
		expect(b.chat.state().composer.preview).not.toBeNull();
		expect(told()).toContain('Summarise this conversation');
	});
});
