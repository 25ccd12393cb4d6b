import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planApply } from '../../../../../src/core/workspace/apply/plan.ts';

/**
 * Files, a block of an answer for each, and what applying it must make of the file: `test/fixtures/apply`, one file a language. The cursor
 * stands at the beginning, so that nothing is found by it.
 */
const FOLDER = join(import.meta.dirname, '../../../../fixtures/apply');

interface Case {
	readonly name: string;
	readonly file: string;
	readonly block: string;
	readonly result: string;
}

function casesOf(text: string): Case[] {
	return text
		.split(/^##### (?!block$|result$)/m)
		.slice(1)
		.map((part) => {
			const [head = '', block = '', result = ''] = part.split(/^##### (?:block|result)\n/m);
			const [name = '', ...file] = head.split('\n');
			return { name, file: file.join('\n'), block, result };
		});
}

for (const name of readdirSync(FOLDER)) {
	describe(name.replace('.txt', ''), () => {
		const cases = casesOf(readFileSync(join(FOLDER, name), 'utf8'));
		const language = name.replace('.txt', '');
		const plan = (text: string, code: string) => planApply({ text, selectionStart: 0, selectionEnd: 0, language }, code);
		test.each(cases)('$name', ({ file, block, result }) => {
			expect(plan(file, block).proposed).toBe(result);
			// Applied again it changes nothing, and the line ends are the file's.
			expect(plan(result, block).proposed).toBe(result);
			const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
			expect(plan(crlf(file), block).proposed).toBe(crlf(result));
		});
	});
}
