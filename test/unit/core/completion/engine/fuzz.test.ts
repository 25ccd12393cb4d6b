import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RoutooError } from '../../../../../src/core/base/errors.ts';
import { type FillEvent, MAX_POSITION_PREFIX, MAX_POSITION_SUFFIX } from '../../../../../src/core/completion/types.ts';
import { Bench, end, OPEN, paid, position, text } from './support.ts';

const languages = ['typescript', 'python', 'go', 'html', 'yaml', 'markdown', 'rust', 'unknown-language'];
const unit = fc.oneof(
	{ weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }) },
	{ weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
	{
		weight: 3,
		arbitrary: fc.constantFrom(
			'\n',
			'\r\n',
			'\t',
			'    ',
			'{',
			'}',
			'(',
			')',
			'"',
			'`',
			'// ',
			'/*',
			'```',
			'😀',
			'e\u0301',
			'\ud800',
			'\u2028',
			'<div>',
			'def f():',
		),
	},
);
const file = fc.array(unit, { maxLength: 60 }).map((parts) => parts.join(''));

/** A position in the file: any UTF-16 unit, also within a surrogate pair, with the text around it as the host cuts it. */
const place = fc
	.tuple(file, fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...languages), fc.option(fc.string({ maxLength: 8 })))
	.map(([content, share, languageId, selected]) => {
		const caret = Math.floor(share * content.length);
		const prefix = content.slice(0, caret).slice(-MAX_POSITION_PREFIX);
		const line = prefix.length - (prefix.lastIndexOf('\n') + 1);
		return position(prefix, {
			languageId,
			suffix: content.slice(caret, caret + MAX_POSITION_SUFFIX),
			fileLines: content.split('\n').length,
			selected: selected === null ? null : { text: selected, replacedLength: Math.min(line, 3) },
		});
	});

test('any position of any file with any answer: a sound result or none, everything booked, nothing thrown', async () => {
	await fc.assert(
		fc.asyncProperty(place, fc.array(unit, { maxLength: 12 }), fc.nat(9), async (at, pieces, chance) => {
			const bench = new Bench();
			bench.candidates = [paid('cloud/coder')];
			bench.settings = { ...OPEN, debounce: 'off' };
			bench.script = async function* (): AsyncGenerator<FillEvent> {
				for (const piece of pieces) yield text(piece);
				if (chance === 0) throw new RoutooError('brokenStream', 'It broke off.', 'Try again.');
				yield end;
			};
			const { result } = bench.ask(at, 'manual');
			const given = await result;
			await bench.engine.idle();
			expect(bench.logged.filter((line) => line.startsWith('completion failed'))).toEqual([]);
			expect(bench.outstanding()).toBe(0);
			expect(bench.requests).toHaveLength(1);
			const { prefix, suffix } = bench.requests[0]!.context;
			// What goes out has one kind of line end, and no half of a pair at its edges.
			const unix = (own: string): string => own.replace(/\r\n?/g, '\n');
			expect(
				unix(at.suffix)
					.replace(/^[\udc00-\udfff]+/, '')
					.startsWith(suffix),
			).toBe(true);
			if (at.selected === null) {
				expect(
					unix(at.prefix)
						.replace(/[\ud800-\udbff]+$/, '')
						.endsWith(prefix),
				).toBe(true);
			}
			if (given === null) return;
			expect(given.text.trim()).not.toBe('');
			expect(given.replace).toBe(at.selected === null ? 0 : Math.min(at.selected.replacedLength, at.prefix.length));
			if (at.selected !== null) expect(given.text.startsWith(at.selected.text)).toBe(true);
			// What was shown is served again at its place without a request.
			const again = await bench.ask(at, 'automatic').result;
			expect(again?.text).toBe(given.text);
			expect(bench.requests).toHaveLength(1);
		}),
		{ numRuns: 300 },
	);
});

test('any interleaving of keys, cancels and time leaves nothing reserved and shows the newest only', async () => {
	const step = fc.oneof(
		{ weight: 4, arbitrary: fc.record({ do: fc.constant('key' as const), of: fc.nat(5) }) },
		{ weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), of: fc.nat(5) }) },
		{ weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), of: fc.integer({ min: 1, max: 600 }) }) },
		{ weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), of: fc.nat(1) }) },
	);
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.array(fc.nat(900), { minLength: 3, maxLength: 8 }), async (steps, delays) => {
			const bench = new Bench();
			bench.candidates = [paid('cloud/coder')];
			let n = 0;
			bench.script = async function* (): AsyncGenerator<FillEvent> {
				const delay = delays[n++ % delays.length]!;
				await bench.time.sleep(delay);
				yield text('value');
				if (delay % 7 === 0) throw new RoutooError('server', 'It failed.', 'Wait.');
				yield text('();');
				yield end;
			};
			const calls: { cancel: () => void; result: Promise<unknown> }[] = [];
			for (const { do: what, of } of steps) {
				if (what === 'key') calls.push(bench.ask(position(`const name${of} = `)));
				else if (what === 'cancel') calls.at(-1 - (of % Math.max(1, calls.length)))?.cancel();
				else if (what === 'close') bench.engine.closed('src/a.ts');
				else await bench.time.advance(of);
			}
			await bench.time.advance(10_000);
			const results = await Promise.all(calls.map(({ result }) => result));
			await bench.engine.idle();
			expect(bench.outstanding()).toBe(0);
			expect(results.filter((result) => result !== null)).toHaveLength(bench.kinds().filter((kind) => kind === 'returned').length);
			const ends = bench.kinds().filter((kind) => kind !== 'sent' && kind !== 'settled');
			expect(ends).toHaveLength(calls.length);
			expect(bench.logged.filter((line) => line.startsWith('completion failed'))).toEqual([]);
		}),
		{ numRuns: 60 },
	);
});
