import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateTokens } from '../../../../src/core/message/text-tokens.ts';
import { agentsPaths, instructionsAttachment, scopeOf } from '../../../../src/core/workspace/instructions.ts';

test('an AGENTS.md is looked for from the file upwards', () => {
	expect(agentsPaths('a/b/c.ts')).toEqual(['a/b/AGENTS.md', 'a/AGENTS.md', 'AGENTS.md']);
	expect(agentsPaths('c.ts')).toEqual(['AGENTS.md']);
	expect(agentsPaths(null)).toEqual(['AGENTS.md']);
});

test('globs are parted by commas, but not in braces', () => {
	expect(scopeOf({ applyTo: '**/*.{ts,tsx}, src/** ,' })).toEqual(['**/*.{ts,tsx}', 'src/**']);
	for (const applyTo of [undefined, null, 7, '', ' , ', 'x'.repeat(501), ['**']]) expect(scopeOf({ applyTo })).toEqual([]);
});

test('what is empty or holds a key is none, and hidden characters are left out', () => {
	for (const text of ['', ' \n\t', '\uFEFF', `-----BEGIN RSA PRIVATE KEY-----\n${'b3BlbnNzaC1rZXktdjEAAAAABG5vbmU'.repeat(4)}\n`])
		expect(instructionsAttachment('AGENTS.md', text)).toBeNull();
	expect(instructionsAttachment('AGENTS.md', 'Use\u200B tabs.\u{E0041}\r\nAlways.')!.content).toBe('Use tabs.\nAlways.');
});

test('any text stays within 2,000 tokens, and says what was cut', () => {
	const line = fc.string({ maxLength: 200 });
	fc.assert(
		fc.property(fc.array(line, { maxLength: 400 }), (lines) => {
			const made = instructionsAttachment('AGENTS.md', lines.join('\n'));
			if (made !== null) expect(estimateTokens(made.content)).toBeLessThanOrEqual(2000);
		}),
		{ numRuns: 40 },
	);
	const long = instructionsAttachment(
		'AGENTS.md',
		Array.from({ length: 900 }, (_, i) => `Rule ${i}: keep functions short and named.`).join('\n'),
	)!;
	expect(long.cut).toMatch(/^lines 1 to \d+ of 900$/);
});
