import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CompletionCache } from '../../../../src/core/completion/cache.ts';
import type { CompletionPosition } from '../../../../src/core/completion/types.ts';
import { positionIn } from './text/support.ts';

const entry = (text: string, requestId = 'r1') => ({ text, candidateId: 'm', requestId });
const text = (cache: CompletionCache, file: string, selected: CompletionPosition['selected'] = null) =>
	cache.get(positionIn('typescript', file, selected))?.text ?? null;

function cached(file: string, completion: string): CompletionCache {
	const cache = new CompletionCache();
	cache.put(positionIn('typescript', file), entry(completion));
	return cache;
}

describe('CompletionCache', () => {
	it('finds a text at its place, and nowhere else', () => {
		const cache = cached('const a = ‸;\nb();\n', 'one()');
		expect(cache.get(positionIn('typescript', 'const a = ‸;\nb();\n'))).toEqual(entry('one()'));
		expect(text(cache, 'const b = ‸;\nb();\n')).toBeNull();
		expect(text(cache, 'const a = ‸;\nc();\n')).toBeNull();
		expect(text(cache, 'x\nconst a = ‸;\nb();\n')).toBeNull();
		expect(cache.get({ ...positionIn('typescript', 'const a = ‸;\nb();\n'), path: 'other.ts' })).toBeNull();
	});

	it('gives the rest while the text is typed, over line breaks as well, and more again when typing is undone', () => {
		const cache = cached('if (a) {‸', '\n\treturn b;\n}');
		expect(text(cache, 'if (a) {\n\tret‸')).toBe('urn b;\n}');
		expect(text(cache, 'if (a) {\n\treturn b;\n‸')).toBe('}');
		expect(text(cache, 'if (a) {\n\tr‸')).toBe('eturn b;\n}');
		expect(text(cache, 'if (a) {‸')).toBe('\n\treturn b;\n}');
	});

	it('gives nothing once something else is typed, all is typed, or only blanks are left', () => {
		const cache = cached('const a = ‸', 'one() \n');
		expect(text(cache, 'const a = two‸')).toBeNull();
		expect(text(cache, 'const a = one()‸')).toBeNull();
		expect(text(cache, 'const a = one() \n‸')).toBeNull();
		expect(text(cache, 'const a =‸')).toBeNull();
	});

	it('takes off what the editor closes meanwhile', () => {
		const cache = cached('const a = ‸\nb();\n', 'sum(one, two);');
		expect(text(cache, 'const a = sum(‸)\nb();\n')).toBe('one, two');
		const block = cached('if (a) ‸\nb();\n', '{\n\treturn;\n}');
		expect(text(block, 'if (a) {‸}\nb();\n')).toBe('\n\treturn;\n');
		expect(text(block, 'if (a) {\n\t‸\n}\nb();\n')).toBe('return;');
	});

	it('respects the selected entry', () => {
		const cache = cached('con‸', 'sole.log(1);');
		expect(text(cache, 'con‸', { text: 'console', replacedLength: 3 })).toBe('console.log(1);');
		expect(text(cache, 'cons‸', { text: 'console', replacedLength: 4 })).toBe('console.log(1);');
		expect(text(cache, 'con‸', { text: 'const', replacedLength: 3 })).toBeNull();
		const selected = new CompletionCache();
		selected.put(positionIn('typescript', 'con‸', { text: 'console', replacedLength: 3 }), entry('console.log(1);'));
		expect(text(selected, 'con‸', { text: 'console', replacedLength: 3 })).toBe('console.log(1);');
		expect(text(selected, 'console.‸')).toBe('log(1);');
	});

	it('prefers the newest, forgets a request, and clears', () => {
		const cache = cached('a‸', '1');
		cache.put(positionIn('typescript', 'a‸'), entry('2', 'r2'));
		expect(text(cache, 'a‸')).toBe('2');
		cache.forget('r2');
		expect(text(cache, 'a‸')).toBe('1');
		cache.clear();
		expect(text(cache, 'a‸')).toBeNull();
	});

	it('keeps what was used last when it is full', () => {
		const cache = cached('first‸', '1');
		for (let i = 0; i < 250; i++) {
			cache.put(positionIn('typescript', `other${i}‸`), entry(String(i), `r${i}`));
			expect(text(cache, 'first‸')).toBe('1');
		}
		expect(text(cache, 'other0‸')).toBeNull();
		expect(text(cache, 'other249‸')).toBe('249');
	});

	it('gives at any place within a typed text exactly the rest of it', () => {
		const code = fc
			.array(fc.constantFrom('a', 'b.c', ' = ', '(', ')', '{', '}', '\n', '\t', '\r\n', '"', 'é', '😀'), { minLength: 1, maxLength: 20 })
			.map((pieces) => pieces.join(''));
		fc.assert(
			fc.property(code, code, code, fc.nat(40), (before, completion, after, typed) => {
				const cache = cached(`${before}‸${after}`, completion);
				const done = Math.min(typed, completion.length);
				const rest = completion.slice(done);
				const got = text(cache, `${before}${completion.slice(0, done)}‸${after}`);
				expect(got).toBe(rest.trim() === '' ? null : rest);
			}),
			{ numRuns: 1_000 },
		);
	});
});
