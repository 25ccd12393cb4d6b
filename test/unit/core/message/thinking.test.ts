import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../../../src/core/message/stream.ts';
import { apartFromThinking, ThinkingSplitter } from '../../../../src/core/message/thinking.ts';

/** Text and reasoning in the end: what was thought in hindsight counts as reasoning. */
function parted(chunks: readonly string[]): { text: string; reasoning: string } {
	const splitter = new ThinkingSplitter();
	let text = '';
	let reasoning = '';
	for (const said of [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.flush()]) {
		if (said.type === 'text') text += said.text;
		else if (said.type === 'reasoning') reasoning += said.text;
		else {
			reasoning += text.trim();
			text = '';
		}
	}
	return { text, reasoning };
}

const WHOLE: readonly (readonly [raw: string, text: string, reasoning: string])[] = [
	['<think>a</think>b', 'b', 'a'],
	['a</think>b', 'b', 'a'],
	['\n<think>\na\n</think>\n\nb;', 'b;', 'a'],
	['a\n</think>\n\nb;', 'b;', 'a'],
	['<think>\n\n</think>\n\nb', 'b', ''],
	['</think>b', 'b', ''],
	['<think>a', '', 'a'],
	['<THINK>a</Think>b', 'b', 'a'],
	['<thinking>a</thinking>b', 'b', 'a'],
	['<thought>a</thought>b', 'b', 'a'],
	['<reasoning>a</reasoning>b', 'b', 'a'],
	['<seed:think>a</seed:think>b', 'b', 'a'],
	['[THINK]a[/THINK]b', 'b', 'a'],
	['◁think▷a◁/think▷b', 'b', 'a'],
	['<|START_THINKING|>a<|END_THINKING|>b', 'b', 'a'],
	['<think>a</think><think>c</think>b', 'b', 'ac'],
	['<think><think>a</think></think>b', 'b', '<think>a'],
	['<think>a</thinking>b', 'b', 'a'],
	['<thinking>a</think>b', 'b', 'a'],
	['<unused94>thought\na<unused95>b', 'b', 'a'],
	['<|inner_prefix|>a<|inner_suffix|>b', 'b', 'a'],
	['<longcat_think>a</longcat_think>b', 'b', 'a'],
	['<think>a</think>\n    b', '    b', 'a'],
	['<think>a</think>b</think>c', 'b</think>c', 'a'],
	['<think>say `</think>` here</think>b', 'b', 'say `</think>` here'],
	['<think>odd ` tick</think>b', 'b', 'odd ` tick'],
	['<think>`x`</think>`b`', '`b`', '`x`'],
	['<think>a < b</thin', '', 'a < b</thin'],
	// Channels.
	['<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b', 'b', 'a'],
	['<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b<|return|>', 'b', 'a'],
	['<|start|>assistant<|channel|>analysis<|message|>a<|end|><|channel|>final<|message|>b', 'b', 'a'],
	['<|channel|>final<|message|>b', 'b', ''],
	['<|channel|>final <|constrain|>json<|message|>{}', '{}', ''],
	[
		'<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>commentary to=functions.x <|constrain|>json<|message|>{}<|call|>',
		'',
		'a{}',
	],
	['<|channel|>analysis<|message|>a', '', 'a'],
	['a<|end|><|start|>assistant<|channel|>final<|message|>b', 'b', 'a'],
	['<|message|>b<|end|>', 'b', ''],
	['b<|return|>', 'b', ''],
	['<|channel|>final<|message|>use `<|end|>` so\n```\n<|return|>\n```\n<|return|>', 'use `<|end|>` so\n```\n<|return|>\n```\n', ''],
];

/** Marks that are text: in code, in the middle, or no marks at all. */
const PLAIN = [
	'',
	'  \n',
	'b',
	'`<think>` opens it',
	'```xml\n<think>a</think>\n```\nb',
	'~~~\na</think>\n~~~\nb',
	'use `</think>` to end',
	'A tag: <think>a</think>',
	'It says <think> and then </think>, as written.',
	'<thin',
	'< think>a',
	'<thinker>a</thinker>',
	'a <',
	'x = a[/THIN',
	'\tindented',
	'<|channel',
	'<|user|>x',
	'if (a</b>) {}',
	"const END = '</think>';",
	'end("</think>")',
];

const cuts = (raw: string): string[][] => [
	[raw],
	[...raw],
	...[2, 3, 5, 7].map((size) => raw.match(new RegExp(`[\\s\\S]{1,${size}}`, 'gu')) ?? []),
];

describe('thinking inside the text', () => {
	it.each(WHOLE)('%j', (raw, text, reasoning) => {
		for (const chunks of cuts(raw)) expect(parted(chunks)).toEqual({ text, reasoning });
	});

	it.each(PLAIN)('%j is text', (raw) => {
		for (const chunks of cuts(raw)) expect(parted(chunks)).toEqual({ text: raw, reasoning: '' });
	});

	it('every border of chunks gives the same', () => {
		const piece = fc.constantFrom(
			'<think>',
			'</think>',
			'a',
			'`',
			'```',
			'\n',
			' ',
			'<',
			'<|channel|>',
			'analysis',
			'final',
			'<|message|>',
			'<|end|>',
		);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }), (pieces, sizes) => {
				const raw = pieces.join('');
				const chunks: string[] = [];
				for (let at = 0, turn = 0; at < raw.length; turn++) {
					const size = sizes[turn % sizes.length] as number;
					chunks.push(raw.slice(at, at + size));
					at += size;
				}
				expect(parted(chunks)).toEqual(parted([raw]));
			}),
			{ numRuns: 2000 },
		);
	});

	it('text without marks is given out as it comes, whole', () => {
		fc.assert(
			fc.property(fc.array(fc.string({ unit: 'grapheme' })), (chunks) => {
				const raw = chunks.join('');
				fc.pre(!/<\||<\/?think|thought>|reasoning>|\[\/?THINK|◁/i.test(raw));
				expect(parted(chunks)).toEqual({ text: raw, reasoning: '' });
			}),
		);
		expect(new ThinkingSplitter().push('Grüße, ')).toEqual([{ type: 'text', text: 'Grüße, ' }]);
	});
});

describe('apartFromThinking', () => {
	async function* from(events: readonly StreamEvent[], error?: Error): AsyncGenerator<StreamEvent> {
		yield* events;
		if (error) throw error;
	}

	const all = async (events: AsyncIterable<StreamEvent>) => {
		const got: StreamEvent[] = [];
		for await (const event of events) got.push(event);
		return got;
	};

	it('keeps the order of other events, and what was held back before the end', async () => {
		const usage = {
			type: 'usage',
			usage: { input: 1, cachedInput: 0, cacheWrite: 0, output: 1, reasoning: 0 },
			reportedCost: null,
		} as const;
		const events: StreamEvent[] = [{ type: 'text', text: '<think>a</think>b <' }, usage, { type: 'end', reason: 'stop' }];
		expect(await all(apartFromThinking(from(events)))).toEqual([
			{ type: 'reasoning', text: 'a' },
			{ type: 'text', text: 'b ' },
			usage,
			{ type: 'text', text: '<' },
			{ type: 'end', reason: 'stop' },
		]);
	});

	it('what broke keeps what was held back', async () => {
		const got: StreamEvent[] = [];
		const reading = async () => {
			for await (const event of apartFromThinking(from([{ type: 'text', text: '<thi' }], new Error('broke')))) got.push(event);
		};
		await expect(reading()).rejects.toThrow('broke');
		expect(got).toEqual([{ type: 'text', text: '<thi' }]);
	});
});
