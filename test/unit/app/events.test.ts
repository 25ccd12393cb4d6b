import { expect, test } from 'vitest';
import { NoticeHub, type Told } from '../../../src/app/events.ts';
import { RoutooError } from '../../../src/core/base/errors.ts';

test('what is told before anyone listens waits for the first listener; a warning is logged without its next step', () => {
	const logged: string[] = [];
	const hub = new NoticeHub((line) => logged.push(line));
	hub.warn(new RoutooError('damagedFile', 'A file is damaged.', 'It was set aside.'));
	const [first, second]: [Told[], Told[]] = [[], []];
	const off = hub.on((told) => first.push(told));
	hub.on((told) => second.push(told));
	hub.tell('info', 'Later.');
	off();
	hub.tell('error', 'Last.');
	expect(first).toEqual([
		{ level: 'warning', text: 'A file is damaged. It was set aside.', options: { actions: [{ label: 'Show log', command: 'showLog' }] } },
		{ level: 'info', text: 'Later.', options: {} },
	]);
	expect(second.map(({ text }) => text)).toEqual(['Later.', 'Last.']);
	expect(logged).toEqual(['damagedFile: A file is damaged.']);
});
