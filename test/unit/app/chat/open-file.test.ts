import { beforeEach, describe, expect, test } from 'vitest';
import type { OpenFile } from '../../../../src/app/chat/editor-port.ts';
import { readSettings } from '../../../../src/app/settings/schema.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { GatewayRequest } from '../../../../src/core/gateway/types.ts';
import type { Attachment } from '../../../../src/core/message/message.ts';
import { candidate } from '../fakes.ts';
import { ChatBench, fails, says } from './chat-bench.ts';

const file = (content = 'export const a = 1;\n'): Attachment => ({
	...{ kind: 'file', path: 'src/cart.ts', language: 'typescript', content, range: null, open: true },
});
const selection: Attachment = { ...file('const a'), kind: 'selection', range: { startLine: 1, endLine: 1 } };
const shown = (attachments: readonly Attachment[] = [file()], change: Partial<OpenFile> = {}): OpenFile => ({
	...{ name: 'cart.ts', attachments, selected: attachments.some(({ kind }) => kind === 'selection'), withheld: null },
	...change,
});

let b: ChatBench;
const chip = () => b.chat.state().composer.openFile;
const sent = (): readonly string[] => b.lastTurn().attachments.map(({ kind, path }) => `${kind} ${path}`);

beforeEach(() => {
	b = new ChatBench();
	b.show(shown());
});

describe('the file in the editor', () => {
	test('goes along with a message in one action, as the chip says', async () => {
		expect(chip()).toMatchObject({ name: 'cart.ts', lines: null, state: 'sent', cut: null, why: null });
		expect(chip()!.tokens).toBeGreaterThan(3);
		await b.send('Explain this file');
		expect(b.lastTurn().attachments).toEqual([file()]);
		expect(b.lastAnswer().state).toBe('done');
	});

	test('follows the editor: its selection comes before it, and nothing is there where nothing is open', async () => {
		b.show(shown([selection, file()]));
		expect(chip()).toMatchObject({ lines: { startLine: 1, endLine: 1 }, state: 'sent' });
		await b.chat.receive({ type: 'newSession' });
		expect(b.view.state!.composer.offers).toEqual({ selection: true, file: true });
		await b.send('Simplify');
		expect(sent()).toEqual(['selection src/cart.ts', 'file src/cart.ts']);
		b.show(null);
		expect([chip(), b.chat.state().composer.offers]).toEqual([null, { selection: false, file: false }]);
		await b.send('Explain a hash map');
		expect(sent()).toEqual([]);
	});

	test('is what the editor holds when the message goes, not what was shown last', async () => {
		b.looked = () => {
			b.shown = shown([file('export const b = 2;\n')]);
		};
		await b.send('Explain this file');
		expect(b.lastTurn().attachments[0]!.content).toBe('export const b = 2;\n');
	});

	test('is sent again behind a summary, which holds no file', async () => {
		await b.send(`Explain this file. ${'Every line of it, with what it is for. '.repeat(200)}`);
		expect(chip()).toMatchObject({ state: 'known' });
		await b.send('/compact');
		expect(b.lastTurn().summary?.used).toBe(true);
		expect(chip()).toMatchObject({ state: 'sent' });
		await b.send('And now this file?');
		expect(sent()).toEqual(['file src/cart.ts']);
		await b.chat.receive({ type: 'useSummary', turnId: b.chat.state().session.turns[1]!.id, used: false });
		expect(chip()).toMatchObject({ state: 'known' });
	});

	test('is not sent again as long as it does not change, and is still what "this file" means', async () => {
		await b.send('Explain this file');
		expect(chip()).toMatchObject({ state: 'known', tokens: 0 });
		await b.send('Now add a test for it');
		expect(sent()).toEqual([]);
		b.show(shown([selection, file()]));
		expect(chip()).toMatchObject({ state: 'sent' });
		await b.send('And this line?');
		expect(sent()).toEqual(['selection src/cart.ts']);
		b.show(shown([file('changed')]));
		await b.send('Better?');
		expect(sent()).toEqual(['file src/cart.ts']);
	});

	test('goes again where no answer came, and does not come back into the box as a chip of its own', async () => {
		Object.assign(b.scripts, {
			small: () => fails(new RoutooError('auth', 'no', 'Set a key.')),
			big: () => fails(new RoutooError('auth', 'no', 'Set a key.')),
		});
		await b.send('Explain this file');
		expect(b.lastAnswer().state).toBe('failed');
		const { attachments, openFile } = b.chat.state().composer;
		expect([attachments, openFile!.state, b.chat.state().session.draft]).toEqual([[], 'sent', 'Explain this file']);
		Object.assign(b.scripts, { small: () => says('done'), big: () => says('done') });
		await b.chat.receive({ type: 'retry', turnId: b.lastTurn().id });
		expect(b.lastTurn().attachments).toEqual([file()]);
	});

	test('stays with a greeting, and with what the setting says', async () => {
		await b.send('hello');
		expect(sent()).toEqual([]);
		b.settings = { ...readSettings((key) => (key === 'routoo.chat.openFile' ? false : undefined)).settings };
		expect(chip()).toBeNull();
		await b.send('Explain this file');
		expect(sent()).toEqual([]);
		b.openFile = { ...file(), path: 'explicit.ts' };
		await b.chat.receive({ type: 'attach', what: 'file' });
		expect(b.chat.state().composer.attachments).toHaveLength(1);
	});

	test('that is attached on purpose too goes once', async () => {
		const { open: _, ...own } = file();
		b.files.set('src/cart.ts', own);
		await b.chat.receive({ type: 'attachFound', of: 'file', ref: 'src/cart.ts', word: 'cart.ts' });
		expect(b.chat.state().composer.attachments[0]).toMatchObject({ label: 'cart.ts', word: 'cart.ts' });
		await b.send('Explain cart.ts');
		expect(b.lastTurn().attachments).toEqual([own]);
	});
});

test('of a large file, the whole that was attached on purpose goes instead of the piece', async () => {
	const piece = { ...file('const b = 2;'), range: { startLine: 2, endLine: 2 }, cut: 'lines 2 to 2 of 3' };
	b.show(shown([piece]));
	const { open: _, ...whole } = file('const a = 1;\r\nconst b = 2;\r\nconst c = 3;');
	b.openFile = whole;
	await b.chat.receive({ type: 'attach', what: 'file' });
	await b.send('Explain this file');
	expect(b.lastTurn().attachments).toEqual([whole]);
});

describe('taken out', () => {
	test('it stays out of this chat until it is added again, also over a restart', async () => {
		await b.send('Explain a hash map');
		await b.chat.receive({ type: 'openFile', on: false });
		b.show(shown([file('other')]));
		expect(chip()).toMatchObject({ state: 'removed', tokens: 0 });
		await b.send('Explain this file');
		expect(sent()).toEqual([]);
		const { id } = b.chat.state().session;
		await b.chat.receive({ type: 'newSession' });
		expect(chip()).toMatchObject({ state: 'sent' });
		await b.chat.receive({ type: 'openSession', sessionId: id });
		expect(chip()).toMatchObject({ state: 'removed' });
		// The chip, or "current file" of the list for @.
		await b.chat.receive({ type: 'attach', what: 'file' });
		expect(chip()).toMatchObject({ state: 'sent' });
		await b.send('Explain this file');
		expect(sent()).toEqual(['file src/cart.ts']);
	});

	test('a private one is shown with the reason, never sent by itself, and asked about where it is added', async () => {
		b.show(shown([], { name: '.env', withheld: 'It may hold keys.' }));
		expect(chip()).toMatchObject({ name: '.env', state: 'withheld', why: 'It may hold keys.' });
		await b.send('Explain this file');
		expect(sent()).toEqual([]);
		const { open: _, ...own } = { ...file(), path: '.env' };
		b.openFile = own;
		await b.chat.receive({ type: 'attach', what: 'file' });
		await b.send('Explain this file');
		expect(b.lastTurn().attachments).toEqual([own]);
	});
});

test('the preview and the decision read it, also where it was sent before', async () => {
	const asked: GatewayRequest['route'][] = [];
	b = new ChatBench();
	b.candidates = [candidate('home/small')];
	b.seen = (request) => void asked.push(request);
	b.show(shown());
	await b.chat.receive({ type: 'draft', text: 'Explain this file' });
	for (let i = 0; i < 50 && asked.length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 5));
	await b.send('Explain this file');
	await b.send('Explain this file again');
	expect(asked.map(({ attachments }) => attachments.map(({ path }) => path))).toEqual(asked.map(() => ['src/cart.ts']));
	expect(asked.length).toBeGreaterThanOrEqual(3);
});

test('problems are attached with their word; where none are reported that is said', async () => {
	await b.chat.receive({ type: 'attach', what: 'problems', word: 'problems' });
	expect(b.chat.state().notices.map(({ text }) => text)).toEqual(['The editor reports no problems.']);
	b.problems = {
		kind: 'problems',
		path: 'problems',
		language: null,
		content: 'a.ts:1:1: error: no',
		range: null,
		cut: 'the first 1 of 9 problems',
	};
	await b.chat.receive({ type: 'attach', what: 'problems', word: 'problems' });
	expect(b.chat.state().composer.attachments).toMatchObject([{ label: 'problems', cut: 'the first 1 of 9 problems', word: 'problems' }]);
	expect(b.chat.state().notices).toEqual([]);
	await b.chat.receive({ type: 'findContext', of: 'folder', query: 'src', requestId: 3 });
	expect(b.messages.at(-1)).toEqual({ type: 'contextMatches', requestId: 3, rows: [{ label: 'src.ts', detail: 'folder', ref: 'src.ts' }] });
});
