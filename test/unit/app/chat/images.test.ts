import { beforeEach, describe, expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { FromChat } from '../../../../src/protocol/chat.ts';
import { candidate } from '../fakes.ts';
import { ChatBench, says } from './chat-bench.ts';

/** The beginning of a PNG of this size. */
function png(width: number, height: number): string {
	const head = Buffer.alloc(33);
	head.write('\x89PNG\r\n\x1a\n', 'latin1');
	head.writeUInt32BE(13, 8);
	head.write('IHDR', 12, 'latin1');
	head.writeUInt32BE(width, 16);
	head.writeUInt32BE(height, 20);
	return head.toString('base64');
}

type Image = Extract<FromChat, { type: 'attachImage' }>;
const image = (change: Partial<Image> = {}): Image => ({
	...{ type: 'attachImage', name: 'shot.png', mediaType: 'image/png', data: png(1568, 882), thumb: png(64, 36), cut: 'scaled to 1568 px' },
	...change,
});

let b: ChatBench;
const chips = () => b.chat.state().composer.attachments;
const notices = (): string[] => b.chat.state().notices.map(({ text }) => text);

beforeEach(() => {
	b = new ChatBench();
	b.candidates = [candidate('home/small', { vision: false }), candidate('home/big', { vision: true })];
});

describe('an image', () => {
	test('stands as a chip with its tokens and what was done to it, and goes behind the text that names it', async () => {
		await b.chat.receive(image());
		// 56 by 32 patches of 28 pixels.
		expect(chips()).toEqual([{ id: 'attachment-1', label: 'shot.png', tokens: 1792, cut: 'scaled to 1568 px', thumb: png(64, 36) }]);
		let needs: unknown;
		b.seen = (request) => {
			needs = request.needs;
		};
		await b.send('What is wrong here?');
		expect(needs).toEqual({ tools: false, vision: true });
		expect(b.lastTurn().sentTokens).toBeGreaterThan(1792);
		expect(b.lastAnswer().routing!.candidateId).toBe('home/big');
		expect(b.lastAnswer().routing!.alternatives.find(({ candidateId }) => candidateId === 'home/small')!.whyNot).toContain(
			'cannot read images',
		);
		expect(chips()).toEqual([]);
	});

	test('goes again with later messages, which need a model that sees, too', async () => {
		await b.chat.receive(image());
		await b.send('What is this?');
		const seen: boolean[] = [];
		b.seen = (request) => void seen.push(request.needs.vision);
		await b.send('And the colour?');
		await b.chat.receive({ type: 'newSession' });
		await b.send('Something else');
		expect(seen).toEqual([true, false]);
	});

	test('is kept with the session, while a view gets the small one alone', async () => {
		await b.chat.receive(image());
		await b.send('What is this?');
		expect(b.lastTurn().attachments[0]!.image).toMatchObject({ data: '', thumb: png(64, 36), width: 1568, height: 882 });
		expect(JSON.stringify(b.messages)).not.toContain(png(1568, 882));
		await b.chat.dispose();
		const kept = await b.sessions.load(b.chat.state().session.id);
		expect(kept!.turns[0]!.attachments[0]!.image!.data).toBe(png(1568, 882));
	});

	test('of a name that waits already gets a number; its chip is removable', async () => {
		for (const name of ['shot.png', 'shot.png', '../../etc/"<b>\u202E.png']) await b.chat.receive(image({ name }));
		expect(chips().map(({ label }) => label)).toEqual(['shot.png', 'shot.png (2)', 'b .png']);
		await b.chat.receive({ type: 'detach', attachmentId: 'attachment-1' });
		expect(chips()).toHaveLength(2);
	});

	test.each<[string, Partial<Image>]>([
		['bytes of another type', { mediaType: 'image/jpeg' }],
		['no image at all', { data: Buffer.from('<svg onload="alert(1)"/>').toString('base64') }],
		['edges beyond what is sent', { data: png(1569, 10) }],
		['no size', { data: png(0, 10) }],
		['a small image that is none', { thumb: 'AAAA' }],
	])('that is not what the view says is refused: %s', async (_, change) => {
		await b.chat.receive(image(change));
		expect(chips()).toEqual([]);
		expect(notices().join()).toContain('shot.png cannot be read as an image.');
	});

	test('is refused in words where the view could not take it, and one that came with it does not take the words away', async () => {
		await b.chat.receive({ type: 'imageRefused', name: 'logo.svg', why: 'type' });
		expect(notices().join()).toContain('logo.svg is no PNG, JPEG, GIF or WebP image.');
		await b.chat.receive(image());
		expect(notices().join()).toContain('logo.svg');
		await b.send('What is it?');
		expect(notices()).toEqual([]);
	});

	test('of the name of one that waits is another, also when that one comes back into the box', async () => {
		let end = (): void => {};
		b.scripts.big = async function* () {
			await new Promise<void>((resolve) => {
				end = resolve;
			});
			yield { type: 'end', reason: 'stop' };
		};
		const asked = b.send('one');
		for (let n = 0; n < 5; n++) await new Promise((resolve) => setTimeout(resolve, 0));
		await b.chat.receive(image({ name: 'image.png' }));
		await b.chat.receive({ type: 'queue', text: 'what is it?' });
		await b.chat.receive(image({ name: 'image.png', data: png(280, 280) }));
		await b.chat.receive({ type: 'queued', id: b.chat.state().queue![0]!.id, act: 'edit' });
		expect(chips().map(({ label, tokens }) => [label, tokens])).toEqual([
			['image.png', 100],
			['image.png (2)', 1792],
		]);
		end();
		await asked;
	});

	test('that waits in the queue counts as one of the chat', async () => {
		b.scripts.big = () => says('x');
		const asked = b.send('one');
		for (let sent = 0; sent < 4; sent++) {
			for (let i = 0; i < 5; i++) await b.chat.receive(image({ data: png(280, 280) }));
			await b.chat.receive({ type: 'queue', text: `m${sent}` });
		}
		await b.chat.receive(image());
		expect([chips().length, notices().join()]).toEqual([0, expect.stringContaining('This chat holds 20 images')]);
		await b.chat.dispose();
		await asked;
	});

	test('and a file that are dropped together are attached where another cannot be read', async () => {
		const file = { kind: 'file', path: 'b.ts', language: 'ts', content: 'x', range: null } as const;
		b.files.set('b', file);
		const { readDropped } = b.deps.editor;
		b.deps.editor.readDropped = async (uri) => {
			if (uri === 'a') throw new RoutooError('invalidInput', 'a is not a file of this workspace.', 'Open it.');
			return readDropped.call(b.deps.editor, uri);
		};
		await b.chat.receive({ type: 'attachDropped', uris: ['a', 'b', 'c.png'] });
		expect([chips().map(({ label }) => label), notices()]).toEqual([['b.ts'], ['a is not a file of this workspace. Open it.']]);
		expect(b.messages.some(({ type }) => type === 'prepareImage')).toBe(true);
	});

	test('goes five to a message and twenty to a chat', async () => {
		const small = image({ data: png(280, 280) });
		for (let i = 0; i < 6; i++) await b.chat.receive(small);
		expect(chips()).toHaveLength(5);
		expect(notices().join()).toContain('at most 5 images');
		for (let sent = 0; sent < 4; sent++) {
			await b.send('And these?');
			for (let i = 0; i < 5; i++) await b.chat.receive(small);
		}
		expect(chips()).toHaveLength(0);
		expect(notices().join()).toContain('This chat holds 20 images');
	});
});

test('a dropped file is read by the host; an image goes to the view first, which draws it anew', async () => {
	b.files.set('file:///w/a.ts', { kind: 'file', path: 'a.ts', language: 'ts', content: 'x', range: null });
	await b.chat.receive({ type: 'attachDropped', uris: ['file:///w/a.ts', 'shot.png'] });
	expect(chips().map(({ label }) => label)).toEqual(['a.ts']);
	expect(b.messages.filter(({ type }) => type === 'prepareImage')).toEqual([
		{ type: 'prepareImage', name: 'shot.png', data: 'iVBORw0KGgo=' },
	]);
});
