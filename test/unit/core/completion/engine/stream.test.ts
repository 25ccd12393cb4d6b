import { describe, expect, test } from 'vitest';
import type { FillEvent } from '../../../../../src/core/completion/types.ts';
import { ABILITY, Bench, end, fillCandidate, paid, position, text } from './support.ts';

describe('what the stream says', () => {
	const spoken = (bench: Bench, events: readonly FillEvent[]): void => {
		bench.script = async function* () {
			yield* events;
		};
	};
	const crlf = (prefix: string) => position(prefix, { suffix: '\r\n}\r\n' });

	test('goes out with \\n and comes back with the line ends of the file', async () => {
		const bench = new Bench();
		spoken(bench, [text('\ta();\n\tb();\n'), end]);
		const result = await bench.complete(crlf('x();\r\nfunction f() {\r\n'), 'manual');
		expect(bench.requests[0]!.context).toMatchObject({ prefix: 'x();\nfunction f() {\n', suffix: '\n}\n' });
		expect(result?.text).toBe('\ta();\r\n\tb();');
	});

	test.each([
		['length', 'a();'],
		['filter', 'a();'],
		['stop', 'a();\nbarely'],
	] as const)('ended by %s: %j is shown', async (reason, shown) => {
		const bench = new Bench();
		spoken(bench, [text('a();\nbarely'), { type: 'end', reason }]);
		const trace = await bench.engine.test(position('x();\n'), new AbortController().signal);
		expect(trace.result?.text).toBe(shown);
		expect(trace.isCut).toBe(reason !== 'stop');
	});

	test.each([
		['<think>\na', false, null],
		['<think>\na\n</think>\nb();', false, 'b();'],
		['a\n</think>\n\nb();', true, 'b();'],
	])('thinking is not shown: %j', async (raw, local, shown) => {
		const bench = new Bench();
		bench.candidates = [{ ...(local ? fillCandidate('home/coder') : paid('cloud/coder')), ability: { ...ABILITY, method: 'chat' } }];
		spoken(bench, [...Array.from(raw, text), end]);
		expect((await bench.complete(position('x();\n'), 'manual'))?.text ?? null).toBe(shown);
	});
});
