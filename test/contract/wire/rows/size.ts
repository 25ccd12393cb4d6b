import { gzipSync } from 'node:zlib';
import { type AdapterName, ON } from '../../../support/wire/adapters.ts';
import { byAdapter, type Group, type Row } from '../../../support/wire/rows.ts';
import { bytes, fails, flood, forever, keeps, reasoning, type Step, streams, text, whole } from '../../../support/wire/vocabulary.ts';

const MB = 1024 * 1024;
/** An event may have 8 MB, and what is on its way is not counted. */
const MOST = 24 * MB;
const FEW: readonly AdapterName[] = ON.few;
/** Ended by a limit of bytes or of time, whichever comes first. */
const heavy = (name: string, steps: readonly Step[], expect: Row['expect'], on: Row['on'] = FEW): Row => ({
	name,
	on,
	reply: streams(steps),
	limits: { first: 2000 },
	expect,
});
const kinds = 'badResponse brokenStream timeout';
const opens = (adapter: AdapterName): string =>
	adapter === 'fill:ollama' ? '{"response":"' : 'data: {"choices":[{"index":0,"delta":{"content":"';
const bomb = gzipSync(Buffer.concat([Buffer.from('data: {"choices":[{"index":0,"delta":{"content":"'), Buffer.alloc(96 * MB, 'a')]));
const comments = gzipSync(Buffer.alloc(24 * MB, ': ping\n\n'));

/** Answers that are too large: bounded by the bytes that are taken, whatever they are. */
export const SIZE: Group = {
	name: 'size',
	alone: true,
	rows: [
		{
			name: 'one event of 48 MB',
			on: FEW,
			reply: (_asked, adapter) => streams([bytes(opens(adapter)), flood('a', 48), bytes('"}}]}\n\n')]),
			expect: fails(kinds, { mostBytes: MOST }),
		},
		{
			name: 'a line that never ends, after some text',
			on: FEW,
			reply: (_asked, adapter) => streams([text('The'), text(' sum'), bytes(opens(adapter)), flood('a', 48)]),
			expect: keeps(kinds, { mostBytes: MOST }),
		},
		heavy('one text of 12 MB', [text('a'.repeat(12 * MB))], fails(kinds, { mostBytes: MOST }), ['chat', 'fill:suffix']),
		heavy('comments without end', [flood(': ping\n\n', 96)], fails(kinds, { mostBytes: 80 * MB }), ['chat', 'fill:suffix']),
		heavy('line breaks without end', [flood('\n', 96)], fails(kinds, { mostBytes: 80 * MB }), ['chat', 'fill:ollama']),
		heavy('events without text and without end', [flood('data: {}\n\n', 96)], fails(kinds, { mostBytes: 80 * MB }), [
			'chat',
			'fill:suffix',
		]),
		{
			name: 'text far beyond the cap',
			on: ON.chats,
			reply: streams([...Array.from({ length: 400 }, () => text('word '.repeat(100))), forever(text('word '.repeat(100)), 1)]),
			expect: byAdapter(keeps('badResponse', { text: 'word '.repeat(6500), cost: [100, 40_000], words: /far beyond|stopped/ }), {}),
		},
		{
			name: 'thoughts far beyond the cap',
			on: ON.chats,
			reply: streams([...Array.from({ length: 400 }, () => reasoning('word '.repeat(100))), forever(reasoning('word '.repeat(100)), 1)]),
			expect: keeps('badResponse', { text: '', cost: [100, 40_000], words: /far beyond|stopped/ }),
		},
		{
			name: 'a gzip bomb of one event',
			on: ['chat', 'anthropic', 'fill:suffix'],
			reply: streams([bytes(bomb)], { headers: ['Content-Encoding: gzip'] }),
			expect: fails(kinds),
		},
		{
			name: 'a gzip bomb of comments',
			on: ['chat', 'fill:suffix'],
			reply: streams([bytes(comments)], { headers: ['Content-Encoding: gzip'] }),
			expect: fails(kinds),
		},
		{
			name: '25,000 small events',
			on: ['chat', 'responses', 'anthropic', 'fill:suffix'],
			reply: streams([
				flood('data: {"type":"ping"}\n\n', 0.5),
				text('The sum'),
				text(' is 5.'),
				{ do: 'finish', why: 'stop', usage: { in: 100, out: 5 } },
				{ do: 'done' },
			]),
			expect: whole({ ended: 'stop' }),
		},
	],
};
