import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell, rowsFile } from '../../../../src/app/insights/export-rows.ts';
import { decisionRow } from '../../views/insights-fixtures.ts';

const named = (modelName: string, reason = '') => decisionRow(1, { decision: { ...decisionRow(1).decision, modelName, reason } });

test.each([
	['=cmd|calc', `"'=cmd|calc"`],
	['+1', `"'+1"`],
	['-2', `"'-2"`],
	['@SUM(A1)', `"'@SUM(A1)"`],
	['  =1', `"'  =1"`],
	['\t=1', `"'\t=1"`],
	['\uFEFF=1', `"'\uFEFF=1"`],
	['＝1', `"'＝1"`],
	['a "b", c', '"a ""b"", c"'],
	['two\nlines', '"two\nlines"'],
	['gpt-5.4', 'gpt-5.4'],
	['', ''],
])('the cell %j is written as %j', (text, cell) => expect(csvCell(text)).toBe(cell));

test('numbers stay numbers, and nothing is nothing', () => expect([csvCell(-0.5), csvCell(12), csvCell(null)]).toEqual(['-0.5', '12', '']));

test('whatever a server calls its model, a file has one line a row, and no cell begins a formula', () => {
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string()), { minLength: 1, maxLength: 4 }), (names) => {
			const file = rowsFile('csv');
			const text = file.add(names.map(([model, reason]) => named(model, reason))) + file.end();
			const rows = parsed(text.replace(/^\uFEFF/, ''));
			expect(rows).toHaveLength(names.length + 1);
			expect(rows.every((cells) => cells.length === rows[0]!.length)).toBe(true);
			expect(rows.flat().filter((cell) => /^[\s\uFEFF]*[=+@]/.test(cell))).toEqual([]);
			expect(rows.slice(1).map((cells) => cells[2]!.replace(/^'/, ''))).toEqual(names.map(([model]) => model.replace(/^'/, '')));
		}),
		{ numRuns: 40 },
	);
});

test('JSON is one list over all pages, also of none', () => {
	const file = rowsFile('json');
	const text = file.add([]) + file.add([named('=x'), named('b')]) + file.add([named('c')]) + file.end();
	expect(JSON.parse(text)).toMatchObject([{ model: '=x', expectedDollars: 0.018, outcome: 'answered' }, { model: 'b' }, { model: 'c' }]);
	const none = rowsFile('json');
	expect(JSON.parse(none.add([]) + none.end())).toEqual([]);
});

/** RFC 4180. */
function parsed(text: string): string[][] {
	const rows: string[][] = [];
	let [row, cell, quoted]: [string[], string, boolean] = [[], '', false];
	for (let at = 0; at < text.length; at++) {
		const char = text[at]!;
		if (quoted) {
			if (char !== '"') cell += char;
			else if (text[at + 1] === '"') {
				cell += '"';
				at++;
			} else quoted = false;
		} else if (char === '"') quoted = true;
		else if (char === ',') {
			row.push(cell);
			cell = '';
		} else if (char === '\r' && text[at + 1] === '\n') {
			rows.push([...row, cell]);
			[row, cell] = [[], ''];
			at++;
		} else cell += char;
	}
	return rows;
}
