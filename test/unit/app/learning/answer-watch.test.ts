import { beforeEach, expect, test } from 'vitest';
import { AnswerWatch } from '../../../../src/app/learning/answer-watch.ts';
import { SetTime } from './learning-bench.ts';

let time: SetTime;
let noted: unknown[];
let lines: readonly string[] | null;
let watch: AnswerWatch;

beforeEach(() => {
	time = new SetTime();
	noted = [];
	lines = null;
	watch = new AnswerWatch({
		learning: {
			noted: async (requestId, kind, weight) => {
				noted.push([requestId, kind, ...(weight === undefined ? [] : [weight])]);
				return true;
			},
			takenBack: (requestId, source) => void noted.push([requestId, 'back', source]),
		},
		...{ clock: time, timers: time, lines: () => lines },
	});
});

const CODE = 'function sum(values: number[]): number {\n\treturn values.reduce((a, b) => a + b, 0);\n}';

test('thumbs, and a thumb that is taken back', () => {
	watch.thumb('a', 'good');
	watch.thumb('a', 'bad');
	watch.thumb('a', null);
	expect(noted).toEqual([
		['a', 'thumbUp'],
		['a', 'thumbDown'],
		['a', 'back', 'thumb'],
	]);
});

test.each([
	['is still there', ['// above', ...CODE.split('\n'), '// below'], 'editKept'],
	['was changed a little', CODE.replace('sum', 'total').split('\n'), 'editKept'],
	['was taken out', ['// above', '// below'], 'editUndone'],
])('code that %s after two minutes', (_name, now, kind) => {
	watch.placed({ requestId: 'a', how: 'applied', text: CODE });
	lines = now;
	time.pass(119_000);
	expect(noted).toEqual([['a', 'applied']]);
	time.pass(2000);
	expect(noted).toEqual([
		['a', 'applied'],
		['a', kind],
	]);
	time.pass(600_000);
	expect(noted).toHaveLength(2);
});

test('a file that is closed is looked at at once, and a place that is lost says nothing', () => {
	watch.placed({ requestId: 'a', how: 'inserted', text: CODE });
	lines = CODE.split('\n');
	watch.left('a');
	expect(noted.at(-1)).toEqual(['a', 'editKept']);
	watch.placed({ requestId: 'b', how: 'inserted', text: CODE });
	lines = null;
	time.pass(200_000);
	expect(noted.at(-1)).toEqual(['b', 'inserted']);
	watch.left('unknown');
	expect(noted).toHaveLength(3);
});

test('where lines only went nothing is looked for, and code put in again is looked at once', () => {
	watch.placed({ requestId: 'a', how: 'applied', text: ' \n' });
	watch.placed({ requestId: 'b', how: 'inserted', text: CODE });
	time.pass(60_000);
	watch.placed({ requestId: 'b', how: 'inserted', text: CODE });
	lines = CODE.split('\n');
	time.pass(61_000);
	expect(noted).toHaveLength(3);
	time.pass(60_000);
	expect(noted.at(-1)).toEqual(['b', 'editKept']);
});

test('a change that was proposed and discarded speaks against the answer', () => {
	watch.discarded('a');
	expect(noted).toEqual([['a', 'editUndone']]);
});

test('tests that turn speak of the answers applied since they ran last, which share the evidence', () => {
	watch.commandEnded('npm test', 1);
	time.pass(1000);
	watch.placed({ requestId: 'a', how: 'applied', text: '' });
	watch.placed({ requestId: 'b', how: 'applied', text: '' });
	time.pass(1000);
	watch.commandEnded('npm  test ', 0);
	expect(noted.slice(2)).toEqual([
		['a', 'checkGreen', 0.5],
		['b', 'checkGreen', 0.5],
	]);
	// Nothing was applied since: whatever turned it was no answer.
	watch.commandEnded('npm test', 1);
	expect(noted).toHaveLength(4);
});

test('other commands, stopped ones and ones that hide how they ended say nothing', () => {
	watch.placed({ requestId: 'a', how: 'applied', text: '' });
	watch.commandEnded('ls -la', 0);
	watch.commandEnded('npm test', undefined);
	watch.commandEnded('npm test', 130);
	watch.commandEnded('npm test | tail -5', 0);
	watch.commandEnded('npm test; true', 0);
	expect(noted).toEqual([['a', 'applied']]);
	watch.taskEnded('npm: build', 0);
	expect(noted.at(-1)).toEqual(['a', 'checkGreen', 1]);
});

test('nothing comes after the window has closed', () => {
	watch.placed({ requestId: 'a', how: 'applied', text: CODE });
	watch.dispose();
	lines = CODE.split('\n');
	time.pass(300_000);
	expect(noted).toEqual([['a', 'applied']]);
});
