import { expect, test } from 'vitest';
import { Notices } from '../../../../src/app/chat/notices.ts';
import { NoticeHub } from '../../../../src/app/events.ts';
import { SourceWatch, type SourceWatchDeps } from '../../../../src/app/models/source-watch.ts';
import { readSettings } from '../../../../src/app/settings/schema.ts';
import { RoutooError, shownError } from '../../../../src/core/base/errors.ts';
import { systemClock, systemTimers } from '../../../../src/core/base/time.ts';
import { ChatBench } from './chat-bench.ts';

function bench(): { notices: Notices; texts: () => string[]; waiting: { ms: number; run: () => void }[]; changes: () => number } {
	const waiting: { ms: number; run: () => void }[] = [];
	let changes = 0;
	const timers = {
		after: (ms: number, run: () => void) => {
			waiting.push({ ms, run });
			return () => undefined;
		},
	};
	const notices = new Notices(() => changes++, timers);
	return { notices, texts: () => notices.current().map(({ text }) => text), waiting, changes: () => changes };
}

test('one notice a subject: the newest, and none when the cause is gone', () => {
	const { notices, texts, changes } = bench();
	for (const spent of ['$4.50', '$3.80', '$3.00']) notices.add('warning', `75 % of ${spent} is spent.`, { subject: 'budget' });
	notices.add('error', 'Something else.');
	expect(texts()).toEqual(['75 % of $3.00 is spent.', 'Something else.']);
	notices.withdraw('budget');
	expect(texts()).toEqual(['Something else.']);
	const before = changes();
	notices.withdraw('budget');
	notices.dismiss('nothing');
	notices.add('error', 'Something else.');
	expect(changes()).toBe(before);
});

test('news go after some seconds, what is wrong stays', () => {
	const { notices, texts, waiting } = bench();
	notices.add('info', '87 models are usable.');
	notices.add('warning', 'The key was not accepted.', { subject: 'endpoint openai', action: { label: 'Set key', command: 'setKey' } });
	expect(notices.current().map(({ action }) => action?.label ?? null)).toEqual([null, 'Set key']);
	expect(waiting).toHaveLength(1);
	expect(waiting[0]!.ms).toBe(10_000);
	waiting[0]!.run();
	expect(texts()).toEqual(['The key was not accepted.']);
});

test('the hub takes back what nobody has heard yet as well', () => {
	const hub = new NoticeHub(() => undefined);
	hub.tell('warning', 'a', { subject: 'one' });
	hub.tell('warning', 'b', { subject: 'two' });
	hub.withdraw('one');
	const { notices, texts } = bench();
	hub.on(({ level, text, options }) => notices.add(level, text, options));
	hub.onWithdrawn((subject) => notices.withdraw(subject));
	expect(texts()).toEqual(['b']);
	hub.withdraw('two');
	expect(texts()).toEqual([]);
});

const QUIET = { editorModels: async () => [], hasNewServer: async () => false, clock: systemClock, timers: systemTimers };

test('an endpoint that works again, or is gone, takes its notice with it', () => {
	const told: string[] = [];
	const failed = shownError(new RoutooError('auth', 'The key was not accepted.', 'Set a valid key.'));
	let endpoints: unknown[] = [];
	const watch = new SourceWatch({
		registry: { endpoints: () => endpoints } as unknown as SourceWatchDeps['registry'],
		settings: () => readSettings(() => undefined).settings,
		...QUIET,
		tell: (text, subject, action) => told.push(`${subject}: ${text} [${action?.label}]`),
		withdraw: (subject) => told.push(`${subject} is well`),
		log: () => undefined,
	});
	const state = (id: string, error: unknown) => ({ endpoint: { id, displayName: id }, error, listed: [] });
	const seen = (...states: unknown[]): string[] => {
		endpoints = states;
		told.length = 0;
		watch.tellErrors();
		return [...told];
	};
	expect(seen(state('a', failed), state('b', null))).toEqual(['endpoint a: a: The key was not accepted. Set a valid key. [Set key]']);
	expect(seen(state('a', failed), state('b', failed))).toEqual(['endpoint b: b: The key was not accepted. Set a valid key. [Set key]']);
	expect(seen(state('a', null), state('b', failed))).toEqual(['endpoint a is well']);
	expect(seen(state('a', null))).toEqual(['endpoint b is well']);
});

test('what an action said goes when it works', async () => {
	const b = new ChatBench();
	const texts = () => b.chat.state().notices.map(({ text }) => text);
	await b.chat.receive({ type: 'attach', what: 'selection' });
	expect(texts()).toEqual(['Nothing is selected in the editor.']);
	b.selection = { kind: 'selection', path: 'a.ts', language: 'typescript', content: 'x', range: { startLine: 1, endLine: 1 } };
	await b.chat.receive({ type: 'attach', what: 'selection' });
	expect(texts()).toEqual([]);
});

test('a failure names its endpoint once', () => {
	const told: string[] = [];
	const error = shownError(new RoutooError('auth', 'OpenAI did not accept the key.', 'Set a valid key.'));
	const watch = new SourceWatch({
		registry: { endpoints: () => [{ endpoint: { id: 'openai', displayName: 'OpenAI' }, error, listed: [] }] } as never,
		settings: () => readSettings(() => undefined).settings,
		...QUIET,
		tell: (text) => told.push(text),
		withdraw: () => undefined,
		log: () => undefined,
	});
	watch.tellErrors();
	expect(told).toEqual(['OpenAI did not accept the key. Set a valid key.']);
});
