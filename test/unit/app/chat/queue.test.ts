import { beforeEach, describe, expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { Attachment } from '../../../../src/core/message/message.ts';
import { QUEUED_SHOWN } from '../../../../src/protocol/long-chat.ts';
import { ChatBench, fails, says, settled } from './chat-bench.ts';

let b: ChatBench;
let asked: Promise<void>;
let end: () => void;

const code: Attachment = { kind: 'selection', path: 'a.ts', language: 'ts', content: 'x', range: { startLine: 1, endLine: 1 } };
const turns = () => b.chat.state().session.turns;
const texts = () => turns().map(({ text }) => text);
const waiting = () => b.chat.state().queue!.map(({ text }) => text);
const chips = () => b.chat.state().composer.attachments.map(({ label }) => label);

async function wait(): Promise<void> {
	for (let n = 0; n < 8; n++) await settled();
}

/** An answer is being written until `end`; a message with code waits behind it. */
beforeEach(async () => {
	b = new ChatBench();
	b.scripts.big = async function* (signal) {
		yield { type: 'text', text: 'x' };
		await new Promise<void>((resolve) => {
			end = resolve;
			signal.addEventListener('abort', () => resolve());
		});
		signal.throwIfAborted();
		yield { type: 'end', reason: 'stop' };
	};
	asked = b.send('one');
	await wait();
	b.selection = code;
	await b.chat.receive({ type: 'attach', what: 'selection' });
	await b.chat.receive({ type: 'queue', text: 'first' });
	b.scripts.big = () => says('y');
});

describe('what waits in a chat', () => {
	test('stays there with what is attached where another chat is opened, and nothing of it comes into that one', async () => {
		const { id } = b.chat.state().session;
		await b.chat.newSession();
		await asked;
		await wait();
		expect([texts(), waiting(), chips(), b.chat.state().session.draft]).toEqual([[], [], [], '']);
		await b.chat.openSession(id);
		expect([texts(), waiting(), b.chat.state().session.draft]).toEqual([['one'], ['first'], '']);
		await b.chat.receive({ type: 'queued', id: b.chat.state().queue![0]!.id, act: 'send' });
		expect(b.lastTurn()).toMatchObject({ text: 'first', attachments: [code] });
	});

	test('is not asked in a chat that is being left as its answer ends', async () => {
		const { id } = b.chat.state().session;
		end();
		const left = b.chat.newSession();
		await Promise.all([asked, left]);
		await wait();
		expect([texts(), b.chat.state().busy]).toEqual([[], null]);
		expect(b.sessions.saved.get(id)).toMatchObject({ turns: [{ text: 'one' }], queue: [{ text: 'first' }] });
	});

	test('comes back with a chat that was deleted', async () => {
		await b.chat.deleteSessions([b.chat.state().session.id]);
		await asked;
		expect(chips()).toEqual([]);
		await b.chat.undoDelete();
		expect([texts(), waiting()]).toEqual([['one'], ['first']]);
	});

	test('is not lost where the chat is left while a question about its file stands open', async () => {
		await b.chat.receive({ type: 'queued', id: b.chat.state().queue![0]!.id, act: 'remove' });
		await b.chat.receive({ type: 'queue', text: '/explain' });
		const { id } = b.chat.state().session;
		// Nothing was open when it was typed.
		let answer = (): void => {};
		b.target = () =>
			new Promise((resolve) => {
				answer = () => resolve(null);
			});
		end();
		await asked;
		await wait();
		await b.chat.newSession();
		answer();
		await wait();
		expect(texts()).toEqual([]);
		expect(b.sessions.saved.get(id)?.queue).toMatchObject([{ text: '/explain' }]);
	});

	test('goes on waiting behind a message whose answer never began: that one is in the box, alone', async () => {
		end();
		await asked;
		await wait();
		expect(texts()).toEqual(['one', 'first']);
		b.scripts.small = () => fails(new RoutooError('network', 'No answer.', 'Start the server.'));
		b.scripts.big = async function* () {
			yield* [];
			await new Promise<void>((resolve) => {
				end = resolve;
			});
			throw new RoutooError('network', 'No answer.', 'Start the server.');
		};
		const failing = b.send('two');
		await wait();
		await b.chat.receive({ type: 'queue', text: 'three' });
		end();
		await failing;
		await wait();
		expect([b.chat.state().session.draft, waiting()]).toEqual(['two', ['three']]);
		b.scripts.big = () => says('z');
		await b.chat.receive({ type: 'retry', turnId: b.lastTurn().id });
		await wait();
		expect([texts(), b.chat.state().session.draft]).toEqual([['one', 'first', 'two', 'three'], '']);
	});

	test('leaves what is attached in the box where it is a command that takes nothing', async () => {
		await b.chat.receive({ type: 'queued', id: b.chat.state().queue![0]!.id, act: 'edit' });
		await b.chat.receive({ type: 'queue', text: '/compact' });
		end();
		await asked;
		await wait();
		expect([texts(), waiting(), chips(), b.chat.state().session.draft]).toEqual([['one'], [], ['a.ts:1-1'], '/compact\n\nfirst']);
	});

	test('is about the code that was selected when it was typed', async () => {
		await b.chat.receive({ type: 'queued', id: b.chat.state().queue![0]!.id, act: 'remove' });
		const problems: Attachment = { kind: 'problems', path: 'problems in a.ts', language: null, content: 'y', range: null };
		b.target = async () => ({ code, problems, pointedAt: 'code' });
		await b.chat.receive({ type: 'queue', text: '/fix' });
		b.target = async () => ({ code: { ...code, path: 'secret.ts' }, problems: null, pointedAt: 'code' });
		end();
		await asked;
		await wait();
		expect(b.lastTurn()).toMatchObject({
			text: expect.stringContaining('Fix what the editor reports in a.ts'),
			attachments: [code, problems],
		});
	});

	test('is in the box again where its file may not be read', async () => {
		b.target = () => Promise.reject(new RoutooError('invalidInput', '.env was not attached.', 'Try again.'));
		await b.chat.receive({ type: 'draft', text: '/fix' });
		await b.chat.receive({ type: 'queue', text: '/fix' });
		expect([waiting(), b.chat.state().session.draft]).toEqual([['first'], '/fix']);
		expect(b.chat.state().notices[0]?.text).toContain('.env was not attached.');
		await b.chat.dispose();
		await asked;
	});

	test('is told to a view by its beginning, and goes whole', async () => {
		await b.chat.receive({ type: 'queue', text: 'x'.repeat(1000) });
		expect(waiting()[1]).toHaveLength(QUEUED_SHOWN);
		end();
		await asked;
		await wait();
		expect(texts().at(-1)).toHaveLength(1000);
	});
});

test('the eleventh message stands in the box once, whatever the view has told', async () => {
	for (let n = 0; n < 9; n++) await b.chat.receive({ type: 'queue', text: `m${n}` });
	await b.chat.receive({ type: 'draft', text: 'more' });
	await b.chat.receive({ type: 'queue', text: 'more' });
	expect([waiting().length, b.chat.state().session.draft]).toEqual([10, 'more']);
	await b.chat.dispose();
	await asked;
});
