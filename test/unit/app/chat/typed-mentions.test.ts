import { beforeEach, describe, expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { Attachment } from '../../../../src/core/message/message.ts';
import { ChatBench, says, settled } from './chat-bench.ts';

let b: ChatBench;
const given = (kind: Attachment['kind'], path: string, content = path): Attachment => ({
	kind,
	path,
	language: null,
	content,
	range: null,
});
const problems = given('problems', 'problems');
const diff = given('diff', 'changes.diff');
const terminal = given('terminal', 'terminal selection');
const texts = () => b.chat.state().session.turns.map(({ text }) => text);
const notices = () => b.chat.state().notices.map(({ text }) => text);
const draft = () => b.chat.state().session.draft;

beforeEach(() => {
	b = new ChatBench();
	b.problems = problems;
	b.changes = diff;
	b.files.set('terminal selection', terminal);
});

describe('a mention that was typed out', () => {
	test('is attached as it is sent, and leaves its word', async () => {
		await b.send('@problems and @Terminal Selection: what is wrong with @diff?');
		expect(b.lastTurn()).toMatchObject({
			text: 'problems and Terminal Selection: what is wrong with diff?',
			attachments: [problems, terminal, diff],
		});
	});

	test('is read once, and takes the place of the older text of the same', async () => {
		await b.chat.receive({ type: 'attach', what: 'problems' });
		b.problems = { ...problems, content: 'newer' };
		await b.send('@problems @problems');
		expect(b.lastTurn().attachments).toEqual([{ ...problems, content: 'newer' }]);
		expect(b.chat.state().composer.attachments).toEqual([]);
	});

	test('that brings nothing is said before anything is sent; the text stays, and goes as it is where the user says so', async () => {
		b.problems = null;
		b.changes = null;
		b.ledger.reserve = () => Promise.reject(new Error('paid'));
		const text = '@problems @diff @terminal selection';
		await b.send(text);
		expect([texts(), draft(), b.chat.state().composer.attachments]).toEqual([[], text, []]);
		expect(notices()).toEqual(['Nothing was sent. The editor reports no problems. Everything is committed: there are no changes.']);
		expect(b.messages).toContainEqual({ type: 'setDraft', text });
		b = new ChatBench();
		await b.send(text);
		const { id, actions } = b.chat.state().notices[0]!;
		expect(actions).toEqual(['Send as text']);
		await b.chat.receive({ type: 'noticeAction', noticeId: id, index: 0 });
		expect(b.lastTurn()).toMatchObject({ text, attachments: [] });
		expect([notices(), draft(), b.messages.findLast(({ type }) => type === 'setDraft')]).toEqual([[], '', { type: 'setDraft', text: '' }]);
	});

	test.each(['', 'something else', '@problems and more'])('is offered as text no more once the box says %j', async (now) => {
		b.problems = null;
		await b.send('@problems');
		const { id } = b.chat.state().notices[0]!;
		await b.chat.receive({ type: 'draft', text: '@problems ' });
		expect(notices()).toHaveLength(1);
		await b.chat.receive({ type: 'draft', text: now });
		expect(notices()).toEqual([]);
		await b.chat.receive({ type: 'noticeAction', noticeId: id, index: 0 });
		expect([texts(), draft()]).toEqual([[], now]);
	});

	test('is not sent as text in another chat than it was refused in', async () => {
		b.problems = null;
		await b.send('one');
		await b.send('@problems');
		const { id } = b.chat.state().notices[0]!;
		await b.chat.newSession();
		await b.chat.receive({ type: 'draft', text: 'other' });
		await b.chat.receive({ type: 'noticeAction', noticeId: id, index: 0 });
		expect([texts(), draft()]).toEqual([[], 'other']);
	});

	test('of a file that the user does not agree to keeps the message in the box', async () => {
		b.deps.editor.selection = () => Promise.reject(new RoutooError('invalidInput', '.env was not attached.', 'Attach another file.'));
		await b.send('@selection');
		expect([texts(), draft(), notices()]).toEqual([[], '@selection', ['Nothing was sent. .env was not attached. Attach another file.']]);
	});

	test('of the current file is its chip, which is put back; without one the file is attached', async () => {
		const file = { ...given('file', 'src/cart.ts', 'let a = 1;'), open: true as const };
		b.show({ name: 'cart.ts', attachments: [file], selected: false, withheld: null });
		await b.chat.receive({ type: 'openFile', on: false });
		await b.send('explain @current file');
		expect(b.lastTurn()).toMatchObject({ text: 'explain current file', attachments: [file] });
		b.show(null);
		b.openFile = given('file', 'b.ts');
		await b.send('explain @current file');
		expect(b.lastTurn().attachments).toEqual([b.openFile]);
	});

	test('of a path is attached where it is a file of the workspace, else text', async () => {
		const file = given('file', 'src/cart.ts');
		b.files.set('src/cart.ts', file);
		b.deps.editor.find = async (of, query) =>
			of === 'file' && query === 'src/cart.ts' ? [{ label: 'cart.ts', detail: 'src', ref: 'src/cart.ts' }] : [];
		await b.send('fix @src/cart.ts, not @types/node of @someone or me@host.org');
		expect(b.lastTurn()).toMatchObject({ text: 'fix src/cart.ts, not @types/node of @someone or me@host.org', attachments: [file] });
		await b.send('what is @symbol:nothing');
		expect(notices()).toEqual(['Nothing was sent. No symbol nothing is known.']);
	});

	test('is what a code gesture is about, and nothing of a command that is no message', async () => {
		await b.send('/explain @diff');
		expect(b.lastTurn().attachments).toEqual([diff]);
		b.changes = null;
		await b.send('/nosuch @diff');
		expect(notices()).toEqual([expect.stringContaining('/nosuch is no command')]);
	});

	test('of one too many is refused in words', async () => {
		for (let n = 0; n < 20; n++) b.files.set(`f${n}`, given('file', `f${n}`));
		for (let n = 0; n < 20; n++) await b.chat.receive({ type: 'attachFound', of: 'file', ref: `f${n}` });
		await b.send('@diff');
		expect([texts(), draft(), notices()]).toEqual([[], '@diff', [expect.stringContaining('At most 20 attachments')]]);
	});

	test('in a message that is edited is attached beside what it had; where it brings nothing the message stays', async () => {
		await b.send('@problems?');
		b.changes = null;
		await b.chat.receive({ type: 'edit', turnId: b.lastTurn().id, text: 'and @diff?' });
		expect([texts(), notices()]).toEqual([['problems?'], [expect.stringContaining('Everything is committed')]]);
		b.changes = diff;
		await b.chat.receive({ type: 'edit', turnId: b.lastTurn().id, text: 'and @diff?' });
		expect([texts(), b.lastTurn().attachments, notices()]).toEqual([['and diff?'], [problems, diff], []]);
	});
});

describe('a mention in a message that waits', () => {
	let end = (): void => undefined;
	let asked: Promise<void>;
	const wait = async (): Promise<void> => {
		for (let n = 0; n < 8; n++) await settled();
	};
	beforeEach(async () => {
		b.scripts.big = async function* () {
			yield { type: 'text', text: 'x' };
			await new Promise<void>((resolve) => {
				end = resolve;
			});
			yield { type: 'end', reason: 'stop' };
		};
		asked = b.send('one');
		await wait();
		b.scripts.big = () => says('y');
	});

	test('is of when it was typed', async () => {
		await b.chat.receive({ type: 'queue', text: 'why @diff' });
		b.changes = { ...diff, content: 'later' };
		end();
		await asked;
		await wait();
		expect(b.lastTurn()).toMatchObject({ text: 'why diff', attachments: [diff] });
	});

	test('that brings nothing is in the box again', async () => {
		b.changes = null;
		await b.chat.receive({ type: 'queue', text: 'why @diff' });
		expect([b.chat.state().queue ?? [], draft(), notices()]).toEqual([[], 'why @diff', [expect.stringContaining('Nothing was sent.')]]);
		await b.chat.receive({ type: 'noticeAction', noticeId: b.chat.state().notices[0]!.id, index: 0 });
		expect([b.chat.state().queue?.map(({ text }) => text), draft()]).toEqual([['why @diff'], '']);
		end();
		await asked;
		await wait();
		expect(b.lastTurn()).toMatchObject({ text: 'why @diff', attachments: [] });
	});
});

test('the word of what was picked and cannot be attached is told to go', async () => {
	b.changes = null;
	await b.chat.receive({ type: 'attach', what: 'diff', word: 'diff' });
	await b.chat.receive({ type: 'attachFound', of: 'folder', ref: 'gone', word: 'gone' });
	await b.chat.receive({ type: 'attach', what: 'problems', word: 'problems' });
	const told = b.messages.filter(({ type }) => type === 'notAttached');
	expect(told).toEqual([
		{ type: 'notAttached', word: 'diff' },
		{ type: 'notAttached', word: 'gone' },
	]);
});
