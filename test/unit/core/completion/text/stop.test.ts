import { describe, expect, it } from 'vitest';
import { streamStop } from '../../../../../src/core/completion/text/stop.ts';
import type { CompletionShape } from '../../../../../src/core/completion/types.ts';
import { positionIn } from './support.ts';

/** Units of the stream that are read before the stop. */
function readUntilStop(file: string, shape: CompletionShape, raw: string, languageId = 'typescript'): number {
	const stop = streamStop(positionIn(languageId, file), shape);
	for (let i = 0; i < raw.length; i++) if (stop.push(raw[i]!).done) return i + 1;
	return Number.POSITIVE_INFINITY;
}

describe('streamStop', () => {
	it('stops at the end of the line', () => {
		expect(readUntilStop('const a = ‸', 'line', '1;\nconst b = 2;\n')).toBe('1;\n'.length);
	});

	it('stops at the bracket that the suffix closes, with the line that holds it', () => {
		const body = '\n\treturn 1;\n}\n';
		expect(readUntilStop('function f() {‸}', 'block', `${body}\nfunction g() {`)).toBe(body.length);
	});

	it('stops at the bracket that closes the block, where the suffix does not', () => {
		const body = '\n\treturn 1;\n}\n';
		expect(readUntilStop('function f() {‸', 'block', `${body}\nfunction g() {`)).toBe(body.length);
	});

	it('stops at the first line that is less deep', () => {
		const raw = '\n    return 1\nprint(f())\n';
		expect(readUntilStop('def f():‸', 'block', `${raw}more\n`, 'python')).toBe(raw.length);
	});

	it('stops at a line that stands below the caret', () => {
		const raw = 'first();\n\tsecond();\n';
		expect(readUntilStop('{\n\t‸\n\n\tsecond();\n}', 'block', `${raw}\tthird();\n`)).toBe(raw.length);
	});

	it('stops at the third round of a repetition, and in a line that runs in circles', () => {
		const line = '\tcall(value);\n';
		expect(readUntilStop('{\n\t‸\n}', 'block', `call(value);\n${line.repeat(20)}`)).toBe('call(value);\n'.length + 2 * line.length);
		expect(readUntilStop('const a = ‸', 'line', `[${'"ab", '.repeat(2_000)}`)).toBeLessThanOrEqual(200);
		expect(readUntilStop('const a = ‸', 'line', `"${'-'.repeat(5_000)}`)).toBeLessThanOrEqual(1_000);
	});

	it('stops at a control token and at the end of a fence', () => {
		const token = 'a + b<|endoftext|>\n';
		expect(readUntilStop('return ‸', 'block', `${token}junk\n`)).toBe(token.length);
		const fenced = '```ts\nfoo();\n\tbar();\n```\n';
		expect(readUntilStop('{\n\t‸\n}', 'block', `${fenced}This calls both.\n`)).toBe(fenced.length);
	});

	it('waits while the answer says again what stands above the caret', () => {
		const echo = 'const first = one();\n\tconst second = two(first);\n';
		const stop = streamStop(
			positionIn('typescript', 'function f() {\n\tconst first = one();\n\tconst second = two(first);\n\t‸\n}'),
			'line',
		);
		expect(stop.push(echo).done).toBe(false);
		expect(stop.push('\treturn second;\n')).toEqual({ text: `${echo}\treturn second;`, done: true });
	});
});
