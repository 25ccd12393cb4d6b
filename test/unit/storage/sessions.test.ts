import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { RoutooError } from '../../../src/core/base/errors.ts';
import { systemClock } from '../../../src/core/base/time.ts';
import { plainMessages } from '../../../src/core/chat/answer.ts';
import type { Answer, ChatSession } from '../../../src/core/chat/session.ts';
import { ATTACHMENT_KINDS } from '../../../src/core/message/message.ts';
import { decodeSession, encodeSession } from '../../../src/storage/files/session-file.ts';
import { FileSessionStore } from '../../../src/storage/files/sessions.ts';
import { tempFolder } from '../../support/stores/sqlite.ts';
import { tinyDisk } from './faults.ts';

function open(folder = join(tempFolder(), 'sessions')): { store: FileSessionStore; folder: string; notices: RoutooError[] } {
	const notices: RoutooError[] = [];
	return { store: new FileSessionStore({ folder, clock: systemClock, notices: (n) => notices.push(n) }), folder, notices };
}

function answer(state: Answer['state'], text: string): Answer {
	return { id: 'a1', at: 1, state, messages: plainMessages(text, ''), routing: null, receipt: null, error: null, feedback: null };
}

function session(id: string, more: Partial<ChatSession> = {}, given = answer('done', 'It is "x",\nand y.')): ChatSession {
	const turn = { id: 't1', at: 1, text: 'what is x?', attachments: [], sentTokens: 3, answers: [given], shown: 0 };
	return { version: 3, id, title: `Title of ${id}`, createdAt: 1, updatedAt: 2, turns: [turn], draft: 'next', ...more };
}

/** Any code point; the library's own `binary` builds a table of them all, which takes seconds on a busy machine. */
const unit = fc
	.oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
	.map((code) => String.fromCodePoint(code));

describe('session store', () => {
	it('saves, lists newest first, loads and deletes', async () => {
		const { store, folder } = open();
		expect(await store.list()).toEqual([]);
		expect(await store.load('none')).toBeNull();
		await store.save(session('one', { updatedAt: 10 }));
		await store.save(session('two', { updatedAt: 20 }));
		expect(await store.list()).toEqual([
			{ id: 'two', title: 'Title of two', updatedAt: 20, turns: 1 },
			{ id: 'one', title: 'Title of one', updatedAt: 10, turns: 1 },
		]);
		expect(await open(folder).store.load('one')).toEqual(session('one', { updatedAt: 10 }));
		expect((statSync(join(folder, 'one.json')).mode & 0o777).toString(8)).toBe('600');
		await store.delete('one');
		expect(await store.load('one')).toBeNull();
		await store.save(session('three'));
		await store.deleteAll();
		expect(readdirSync(folder)).toEqual([]);
	});

	it('keeps a summary, and takes none of a wrong form', async () => {
		const { store, folder } = open();
		const summary = { used: true, wish: 'the schema', tokens: 640 };
		const [turn] = session('s').turns;
		const kept = session('s', { turns: [turn!, { ...turn!, id: 't2', summary }] });
		await store.save(kept);
		expect(await store.load('s')).toEqual(kept);
		writeFileSync(join(folder, 's.json'), encodeSession({ ...kept, turns: [{ ...turn!, summary: { ...summary, used: 'yes' } as never }] }));
		expect(await open(folder).store.load('s')).toBeNull();
	});

	it('keeps what went along with a message, of every kind, and that the open file was taken out', () => {
		const about = { path: 'src/a.ts', language: null, content: 'x', range: null };
		const attachments = [
			...ATTACHMENT_KINDS.map((kind) => ({ ...about, kind, cut: 'lines 1 to 2 of 3', open: true as const })),
			{ ...about, kind: 'symbol' as const, name: 'add' },
		];
		const [turn] = session('s').turns;
		const kept = session('s', { turns: [{ ...turn!, attachments }], withoutOpenFile: true });
		expect(decodeSession(encodeSession(kept), 's')).toEqual({ kind: 'session', session: kept });
	});

	it('writes out only the turns that changed since the last save', () => {
		const first = session('s');
		encodeSession(first);
		const next = { ...first, turns: [...first.turns, { ...first.turns[0]!, id: 't2', text: 'grown' }] };
		const written = vi.spyOn(JSON, 'stringify');
		const text = encodeSession(next);
		const values = written.mock.calls.map(([value]) => value as unknown);
		written.mockRestore();
		expect(values.filter((value) => (value as { answers?: unknown }).answers !== undefined)).toMatchObject([{ id: 't2' }]);
		// What is attached stays the same while an answer grows, and may be large.
		expect(values.some((value) => value === first.turns[0]!.attachments || JSON.stringify(value).includes('"attachments"'))).toBe(false);
		expect(decodeSession(text, 's')).toEqual({ kind: 'session', session: next });
	});

	it('gives back any text as it was', async () => {
		const { store, folder } = open();
		await fc.assert(
			fc.asyncProperty(fc.string({ unit }), fc.string({ unit, maxLength: 500 }), async (text, title) => {
				const given = session('s', { title, draft: text }, answer('done', text));
				await store.save(given);
				expect(await open(folder).store.load('s')).toEqual(given);
				expect(await store.list()).toHaveLength(1);
			}),
			{ numRuns: 50 },
		);
	});

	it('writes the newest of many saves, and no save before a delete brings a session back', async () => {
		const { store, folder } = open();
		await Promise.all(Array.from({ length: 50 }, (_, n) => store.save(session('s', { updatedAt: n }))));
		expect((await store.load('s'))?.updatedAt).toBe(49);
		await Promise.all([store.save(session('s')), store.save(session('s')), store.delete('s')]);
		expect(readdirSync(folder)).toEqual([]);
		await Promise.all([store.save(session('s')), store.delete('s'), store.save(session('s', { updatedAt: 77 }))]);
		expect((await store.load('s'))?.updatedAt).toBe(77);
	});

	it.each(['routing', 'streaming'] as const)(
		'loads an answer that was %s when the window died as one that its window ended',
		async (state) => {
			const { store } = open();
			await store.save(session('s', {}, answer(state, 'half an ans')));
			expect((await store.load('s'))?.turns[0]?.answers[0]).toMatchObject({
				state: 'cancelled',
				messages: plainMessages('half an ans', ''),
				interrupted: 'reload',
				error: null,
			});
			await store.save(session('s', {}, answer(state, '')));
			const silent = { state: 'failed', error: { kind: 'brokenStream', action: 'retry' } };
			expect((await store.load('s'))?.turns[0]?.answers[0]).toMatchObject(silent);
		},
	);

	it('keeps ways that are not shown, waiting messages, and what a chat costs', async () => {
		const { store } = open();
		const receipt = { cost: 40, costSource: 'tokens', durationMs: 1, firstTokenMs: null, usage: null, savedAgainst: null } as const;
		const base = session('s', {}, { ...answer('done', 'x'), receipt });
		const other = { ...base.turns[0]!, id: 't2', version: { fork: 't1', index: 0, count: 2 } };
		const whole: ChatSession = {
			...base,
			folder: 'web',
			turns: [{ ...base.turns[0]!, version: { fork: 't1', index: 1, count: 2 } }],
			branches: [{ fork: 't1', index: 0, turns: [other] }],
			queue: [{ id: 'q', text: 'next', attachments: [{ kind: 'file', path: 'a', language: null, content: 'y', range: null }] }],
		};
		await store.save(whole);
		expect(await store.load('s')).toEqual(whole);
		expect((await store.list())[0]).toMatchObject({ turns: 1, cost: 80, folder: 'web' });
	});

	it('reads a file of version 2 as one that knows one way', async () => {
		const { store, folder } = open();
		await store.save({ ...session('s'), version: 2 as 3 });
		expect(await store.load('s')).toEqual(session('s'));
		await store.save((await store.load('s'))!);
		expect(JSON.parse(readFileSync(join(folder, 's.json'), 'utf8')).session.version).toBe(3);
	});

	it.each<[string, object]>([
		['too many ways', { branches: Array.from({ length: 101 }, () => ({ fork: 't1', index: 0, turns: session('s').turns })) }],
		['a way without a turn', { branches: [{ fork: 't1', index: 0, turns: [] }] }],
		['a way that is no list', { branches: { fork: 't1' } }],
		['a place that is none', { branches: [{ fork: 't1', index: -1, turns: session('s').turns }] }],
		['too many that wait', { queue: Array.from({ length: 11 }, (_, n) => ({ id: `${n}`, text: 'x', attachments: [] })) }],
		[
			'one that waits with an unknown attachment',
			{ queue: [{ id: 'q', text: 'x', attachments: [{ kind: 'video', path: '', content: '' }] }] },
		],
	])('sets a file aside that holds %s', async (_, odd) => {
		const { store, folder, notices } = open();
		mkdirSync(folder);
		writeFileSync(join(folder, 's.json'), JSON.stringify({ session: { ...session('s'), ...odd } }));
		expect([await store.load('s'), notices.length]).toEqual([null, 1]);
	});

	it.each(['', '{"summary":{}', 'null', '{"session":{"version":1,"id":"s","turns":5}}'])(
		'sets a damaged file aside: %s',
		async (content) => {
			const { store, folder, notices } = open();
			await store.save(session('other'));
			writeFileSync(join(folder, 's.json'), content);
			expect((await store.list()).map((s) => s.id)).toEqual(['other']);
			expect(await store.load('s')).toBeNull();
			expect(notices.map((n) => n.kind)).toEqual(['damagedFile']);
			const kept = readdirSync(folder).filter((name) => name.startsWith('s.damaged-'));
			expect(kept.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual([content]);
		},
	);

	it('leaves the file of a newer version alone', async () => {
		const { store, folder, notices } = open();
		mkdirSync(folder);
		writeFileSync(join(folder, 's.json'), '{"session":{"version":4}}');
		await expect(store.load('s')).rejects.toMatchObject({ kind: 'storage' });
		expect([readdirSync(folder), notices]).toEqual([['s.json'], []]);
	});

	it.each(['../x', 'a/b', '', '.', 'a.b', 'nul', 'x'.repeat(101), 'a\0'])('refuses the id %j', async (id) => {
		const { store } = open();
		await expect(store.load(id)).rejects.toMatchObject({ kind: 'invalidInput' });
		await expect(store.save(session(id))).rejects.toMatchObject({ kind: 'invalidInput' });
		await expect(store.delete(id)).rejects.toMatchObject({ kind: 'invalidInput' });
	});

	it('on a full disk tells what to do, keeps the old file whole and saves when there is room', async (context) => {
		const folder = tinyDisk(join(tempFolder(), 'disk'), 'size=64k');
		if (folder === null) return context.skip('a small disk can be mounted by root only');
		const { store } = open(folder);
		await store.save(session('s'));
		const big = session('s', { draft: 'x'.repeat(100_000) });
		await expect(store.save(big)).rejects.toMatchObject({ kind: 'storage', message: expect.stringContaining('full') });
		expect(await store.load('s')).toEqual(session('s'));
		expect(readdirSync(folder)).toEqual(['s.json']);
		await store.save(session('s', { draft: 'small' }));
		expect((await store.load('s'))?.draft).toBe('small');
	});

	it('tells a folder that cannot be made', async () => {
		const file = join(tempFolder(), 'file');
		writeFileSync(file, '');
		const { store } = open(join(file, 'sessions'));
		await expect(store.save(session('s'))).rejects.toMatchObject({ kind: 'storage' });
		rmSync(file);
		await store.save(session('s'));
		expect(await store.list()).toHaveLength(1);
	});
});

describe('what was learned and read, kept with an answer', () => {
	const learned = ['Your thumbs moved Sonnet down 4 points on tests (12 signals).'];
	const routed = (more: object): string => {
		const routing = { candidateId: 'c', modelName: 'm', alternatives: [], ...more } as unknown as Answer['routing'];
		return encodeSession(session('s', {}, { ...answer('done', 'x'), routing }));
	};

	it('comes back as it was', () => {
		const read = decodeSession(routed({ learned, reading: 'Read by Q.' }), 's');
		expect(read).toMatchObject({ kind: 'session', session: { turns: [{ answers: [{ routing: { learned, reading: 'Read by Q.' } }] }] } });
		expect(decodeSession(routed({}), 's').kind).toBe('session');
	});

	it.each([[{ learned: 'no list' }], [{ learned: [7] }], [{ reading: {} }]])('is not shown where it is damaged: %j', (more) => {
		expect(decodeSession(routed(more), 's')).toEqual({ kind: 'damaged' });
	});
});
