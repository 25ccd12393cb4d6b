import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanCompletion } from '../../../../../src/core/completion/text/clean.ts';
import { heldLines, ThinkingCut } from '../../../../../src/core/completion/text/thinking.ts';
import { positionIn } from './support.ts';

/** What is left of an answer that comes in pieces of the given sizes. */
function left(raw: string, held: number, sizes: readonly number[]): string {
	const cut = new ThinkingCut(held);
	let text = '';
	for (let at = 0, i = 0; at < raw.length; i++) {
		const size = Math.max(1, sizes[i % sizes.length]!);
		text += cut.push(raw.slice(at, at + size));
		at += size;
	}
	return text + cut.pending;
}

const PIECES = [
	'<think>',
	'</think>',
	'\n',
	'a',
	'`',
	'```ts\n',
	'"',
	' ',
	'<',
	'[THINK]',
	'[/THINK]',
	'<|channel|>',
	'final<|message|>',
	'b;',
];

describe('thinking in the text of an answer', () => {
	it.each([
		['<think>\na', 0, ''],
		['<think>\na\n</think>\n\n    b;', 0, '    b;'],
		['\n<thinking>a</thinking>b;', 0, 'b;'],
		['```ts\n<think>a</think>\nb;\n```', 0, '```ts\nb;\n```'],
		['<think></think><think>x</think>b;', 0, 'b;'],
		['◁think▷a◁/think▷b;', 0, 'b;'],
		['<seed:think>a</seed:think>b;', 0, 'b;'],
		['<|START_THINKING|>a<|END_THINKING|>b;', 0, 'b;'],
		['<|channel|>final<|message|>b;', 0, 'b;'],
		['<think', 0, ''],
		['<th', 0, '<th'],
		['<thead>', 0, '<thead>'],
		['a < b', 0, 'a < b'],
		['a\n</think>\n\nb;', 0, 'a\n</think>\n\nb;'],
		['a\n</think>\n\nb;', 3, 'b;'],
		['a\nb\nc\nd\n</think>\ne;', 3, 'a\nb\nc\nd\n</think>\ne;'],
		['a\nb\nc\nd\n</think>\ne;', Infinity, 'e;'],
		['a("</think>");\nb;', Infinity, 'a("</think>");\nb;'],
		['x = 1;\ny = 2;', 3, 'x = 1;\ny = 2;'],
	])('%j, %s lines held: %j', (raw, held, expected) => {
		for (const sizes of [[raw.length], [1], [3, 1, 7]]) expect(left(raw, held, sizes)).toBe(expected);
	});

	it('does not depend on the pieces', () => {
		const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 16 }).map((pieces) => pieces.join(''));
		fc.assert(
			fc.property(
				text,
				fc.constantFrom(0, 3, Infinity),
				fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
				(raw, held, sizes) => {
					expect(left(raw, held, sizes)).toBe(left(raw, held, [Math.max(1, raw.length)]));
				},
			),
			{ numRuns: 1_000 },
		);
	});

	it('is waited for where nothing opened it: all of a model that thinks first, a little of a local one in chat form', () => {
		expect(heldLines({ method: 'chat', lastResort: true }, false)).toBe(Infinity);
		expect(heldLines({ method: 'chat' }, true)).toBeGreaterThan(0);
		expect(heldLines({ method: 'chat' }, false)).toBe(0);
		expect(heldLines({ method: 'template' }, true)).toBe(0);
	});

	it.each([
		['typescript', 'a();\n‸', 'a\n</think>\n\nb();', 'b();'],
		['typescript', 'f(‸)', '"</think>"', '"</think>"'],
		['xml', '<think>\n\t‸\n', 'a</think>', 'a</think>'],
	])('%s: a closing mark that nothing opened', (languageId, file, raw, expected) => {
		expect(cleanCompletion(positionIn(languageId, file), 'block', raw)).toBe(expected);
	});
});

describe('an answer that was cut off', () => {
	it.each([
		['typescript', 'a();\n‸', 'block', 'b();\nc();\nd(x, lon', 'b();\nc();'],
		['typescript', 'a();\n‸', 'block', 'b(); c(); d(x, lon', 'b(); c();'],
		['typescript', 'const a = ‸', 'line', 'b(x, lon', null],
		['typescript', 'const a = ‸', 'line', 'f(";", lon', null],
		['typescript', '// ‸', 'line', 'One sentence. Anoth', 'One sentence.'],
		['markdown', '‸', 'line', 'Is it? It is. May', 'Is it? It is.'],
		['python', 'def f():\n    ‸', 'block', 'a = 1\nb = 2\nreturn lon', 'a = 1'],
		['python', 'def f():\n    ‸', 'block', 'a = 1\n    b = 2\n    return lon', 'a = 1\n    b = 2'],
	] as const)('%s %j: %s', (languageId, file, shape, raw, expected) => {
		const position = positionIn(languageId, file);
		expect(cleanCompletion(position, shape, raw, true)).toBe(expected);
		if (expected !== null) expect(cleanCompletion(position, shape, expected)).toBe(expected);
	});
});
