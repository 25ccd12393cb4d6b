import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateTokens } from '../../../../src/core/message/text-tokens.ts';
import { terminalAttachment, terminalText } from '../../../../src/core/workspace/terminal-text.ts';

test.each([
	['colours', '\x1b[1;31merror\x1b[0m: no\r\n', 'error: no'],
	['marks of the shell', '\x1b]633;C\x07ok\x1b]633;D;0\x07\r\n', 'ok'],
	['a title that ends with ST', '\x1b]0;my title\x1b\\x', 'x'],
	['a bar of progress', '10 %\r50 %\r100 %\r\ndone', '100 %\ndone'],
	['a line that was begun again and left', 'half\r', 'half'],
	['bells and blanks behind lines', 'a  \x07\r\nb\t\r\n\r\n', 'a\nb'],
	['a sequence that never ends', '\x1b]0;cut', '0;cut'],
	['nothing but sequences', '\x1b[2J\x1b[H', ''],
])('a terminal shows %s as text', (_, raw, shown) => expect(terminalText(raw)).toBe(shown));

test('no control character is left of anything, and a second reading changes nothing', () => {
	const bytes = fc.array(fc.integer({ min: 0, max: 0x250 }), { maxLength: 300 }).map((codes) => String.fromCharCode(...codes));
	fc.assert(
		fc.property(bytes, (raw) => {
			const shown = terminalText(raw);
			// biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point.
			expect(shown).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f]/);
			expect(terminalText(shown)).toBe(shown);
		}),
	);
});

test('a command goes with its output; of a long one the end, which is said', () => {
	expect(terminalAttachment('npm test', 'ok\r\n')).toEqual({
		...{ kind: 'terminal', path: 'terminal', language: null, content: '$ npm test\nok', range: null },
	});
	expect(terminalAttachment(null, '')).toBeNull();
	expect(terminalAttachment('true', '')!.content).toBe('$ true\n');
	const long = terminalAttachment('make', Array.from({ length: 9000 }, (_, i) => `line ${i}`).join('\r\n'), false)!;
	expect(long.content).toMatch(/\nline 8999$/);
	expect(long.cut).toMatch(/^the end of the output: lines [\d,]+ to 9,000 of 9,000$/);
	expect(estimateTokens(long.content)).toBeLessThanOrEqual(6010);
});
