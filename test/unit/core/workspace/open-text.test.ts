import { describe, expect, test } from 'vitest';
import { estimateTokens } from '../../../../src/core/message/text-tokens.ts';
import { CHIP_TOKENS } from '../../../../src/core/workspace/attachments.ts';
import { linesOf } from '../../../../src/core/workspace/cut.ts';
import { openAttachments, whyTextStays } from '../../../../src/core/workspace/open-text.ts';

const open = (text: string, selected: [number, number, number, number] | null = null) => {
	const [startLine = 0, startCharacter = 0, endLine = 0, endCharacter = 0] = selected ?? [];
	const place = selected === null ? null : { startLine, startCharacter, endLine, endCharacter };
	return openAttachments({ path: 'src/a.ts', language: 'typescript', lines: linesOf(text), selected: place });
};
const CODE = 'const a = 1;\nconst b = 2;\nconst c = 3;\n';
const about = { path: 'src/a.ts', language: 'typescript', open: true };

describe('what goes along', () => {
	test('is the file, and before it what is selected in it', () => {
		expect(open(CODE)).toEqual([{ ...about, kind: 'file', content: CODE, range: null }]);
		expect(open(CODE, [1, 6, 2, 5])).toEqual([
			{ ...about, kind: 'selection', content: 'b = 2;\nconst', range: { startLine: 2, endLine: 3 } },
			{ ...about, kind: 'file', content: CODE, range: null },
		]);
		// A selection that ends at the start of a line does not mean that line.
		expect(open(CODE, [0, 0, 1, 0])[0]).toMatchObject({ content: 'const a = 1;', range: { startLine: 1, endLine: 1 } });
		expect(open(CODE, [1, 6, 1, 7])[0]).toMatchObject({ content: 'b', range: { startLine: 2, endLine: 2 } });
	});

	test('is the file alone where all of it, nothing, or blanks are selected', () => {
		for (const selected of [
			[0, 0, 3, 0],
			[1, 3, 1, 3],
			[0, 5, 0, 6],
			[2, 12, 3, 0],
		] as const)
			expect(open(CODE, [...selected]).map(({ kind }) => kind)).toEqual(['file']);
	});

	test('is nothing of an empty text', () => {
		expect([open(''), open('\n  \n')]).toEqual([[], []]);
	});

	test('is bounded, and says what it is of the whole', () => {
		const long = Array.from({ length: 20_000 }, (_, i) => `const value${i} = compute(${i});`).join('\n');
		const [selection, file] = open(long, [1000, 0, 19_000, 5]);
		const tokens = [selection!, file!].map(({ content }) => estimateTokens(content));
		expect(tokens[0]! + tokens[1]!).toBeLessThanOrEqual(CHIP_TOKENS.open);
		expect(selection).toMatchObject({
			range: { startLine: 1001 },
			cut: expect.stringMatching(/^the first [\d,]+ of 18,001 selected lines$/),
		});
		expect(file!.cut).toMatch(/^lines [\d,]+ to [\d,]+ of 20,000$/);
		const [around] = open(long, [10_000, 3, 10_000, 3]);
		expect(around!.range!.startLine).toBeLessThan(10_000);
		expect(around!.range!.endLine).toBeGreaterThan(10_001);
		expect(open('x'.repeat(3_000_000))[0]!.cut).toMatch(/of 3,000,000 characters$/);
	});
});

test('what is no text, or holds a key, stays', () => {
	const why = (name: string, text: string): string | null => whyTextStays(name, open(text), linesOf(text));
	expect(why('a.ts', CODE)).toBeNull();
	expect(why('a.bin', 'PK\0\0')).toBe('a.bin is not a text file.');
	expect(why('a.ts', `const key = 'ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}';`)).toMatch(/^It holds /);
});

test('a piece that begins within a private key stays', () => {
	const body = Array.from({ length: 30 }, (_, i) => `MIIEvQ${i}BADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj`);
	const lines = linesOf(['-----BEGIN PRIVATE KEY-----', ...body, '-----END PRIVATE KEY-----'].join('\n'));
	const piece = { ...about, kind: 'file', content: body.slice(9).join('\n'), range: { startLine: 11, endLine: 31 }, cut: 'lines' } as const;
	expect(whyTextStays('a.ts', [{ ...piece, open: true }], lines)).toBe('It holds a private key.');
});
