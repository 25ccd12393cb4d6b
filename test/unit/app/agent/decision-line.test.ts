import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecisionLines, shownLine, withoutLines } from '../../../../src/app/agent/decision-line.ts';

const LINE = 'Haiku 4.5 · 91 % (86–95) · ~$0.006';
/** Text of models: anything but our two marks, with what looks like our line thrown in. */
const text = fc
	.array(
		fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.constantFrom('\n', '\n\n', '\r\n', ' ', '*', '◆', '*◆ ', '*◆ x*\n\n', '…', '\\', `*◆ ${LINE}*`),
		),
		{ maxLength: 8 },
	)
	.map((parts) => parts.join('').replace(/[\u2063\u2064]/g, ''));
const line = fc.oneof(
	fc.constant(LINE),
	fc.string({ unit: 'binary', minLength: 1 }),
	fc.constantFrom('a*b_c', '[x](y)', '$1 and $2', '`', 'a\nb'),
);

describe('property', () => {
	test('what was put in front comes off, byte for byte', () => {
		fc.assert(fc.property(line, text, (said, answer) => void expect(withoutLines(shownLine(said) + answer)).toBe(answer)));
	});

	test('also in the middle, and twice', () => {
		fc.assert(
			fc.property(line, line, text, text, (one, two, before, after) => {
				expect(withoutLines(shownLine(one) + shownLine(two) + after)).toBe(after);
				expect(withoutLines(before + shownLine(one, true) + after)).toBe(before + after);
			}),
		);
	});

	test('text without a line of ours stays', () => {
		fc.assert(fc.property(text, (answer) => void expect(withoutLines(answer)).toBe(answer)));
	});

	test('of a line cut anywhere nothing is left, and what follows stays', () => {
		fc.assert(
			fc.property(line, text, fc.nat(), (said, before, n) => {
				const shown = shownLine(said);
				if (shown === '') return;
				// From its first mark on: a lone asterisk is nobody's.
				const cut = shown.slice(0, 2 + (n % (shown.length - 1)));
				expect(withoutLines(before + cut)).toBe(before);
			}),
		);
		fc.assert(
			fc.property(fc.nat(), text, (n, after) => {
				const shown = shownLine(LINE);
				const closes = shown.indexOf('\u2064');
				const left = withoutLines(`…${shown.slice(2 + (n % (closes - 1)))}${after}`);
				expect(left).toBe(after);
			}),
		);
	});
});

describe('the line', () => {
	test('is in italics, behind a diamond, with a blank line', () => {
		expect(shownLine(LINE).replace(/[\u2063\u2064]/g, '')).toBe('*◆ Haiku 4.5 · 91 % (86–95) · \\~\\$0.006*\n\n');
	});

	test('is one line of text whatever it holds', () => {
		const shown = shownLine(`gpt_4* <b>\n\n# x\u2064 [a](b) ${'y'.repeat(1000)}`);
		expect(shown.split('\n')).toHaveLength(3);
		expect(shown.length).toBeLessThan(450);
		expect(shown).toContain('gpt\\_4\\* \\<b\\> # x \\[a\\](b)');
		expect(shownLine(' \n ')).toBe('');
	});

	test.each([
		['trimmed', (s: string) => s.trim(), ''],
		['with other line ends', (s: string) => `${s.replaceAll('\n', '\r\n')}Yes.`, 'Yes.'],
		['with one line break', (s: string) => `${s.trim()}\nYes.`, 'Yes.'],
		['joined behind text', (s: string) => `Yes.${s}No.`, 'Yes.No.'],
		['quoted in a summary of a model that read it', (s: string) => `He said: ${s}Yes.`, 'He said: Yes.'],
	])('comes off %s', (_how, change, left) => {
		expect(withoutLines(change(shownLine(LINE)))).toBe(left);
	});

	test('of a model that writes alike stays', () => {
		const alike = '*◆ Haiku 4.5 · 91 %*\n\nYes.';
		expect(withoutLines(alike)).toBe(alike);
		expect(new DecisionLines().strip(alike)).toBe(alike);
	});

	test('that lost its marks is known while the window lives, and only at the beginning', () => {
		const lines = new DecisionLines();
		const bare = lines.show(LINE).replace(/[\u2063\u2064]/g, '');
		expect(lines.strip(`${bare}Yes.`)).toBe('Yes.');
		expect(lines.strip(`${bare.trim()}`)).toBe('');
		expect(lines.strip(`${bare}\n  indented`)).toBe('\n  indented');
		expect(lines.strip(`Yes. ${bare}`)).toBe(`Yes. ${bare}`);
		for (let n = 0; n < 600; n++) lines.show(`line ${n}`);
		expect(lines.strip(`${bare}Yes.`)).toBe(`${bare}Yes.`);
	});
});
