import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { Notices } from '../../../../src/app/chat/notices.ts';
import { NoticeHub } from '../../../../src/app/events.ts';
import { endpointNotice, SourceWatch, type SourceWatchDeps } from '../../../../src/app/models/source-watch.ts';
import { readSettings } from '../../../../src/app/settings/schema.ts';
import { RoutooError, shownError } from '../../../../src/core/base/errors.ts';
import { systemClock, systemTimers } from '../../../../src/core/base/time.ts';
import { ChatBench, says } from './chat-bench.ts';

function bench() {
	const waiting: { ms: number; run: () => void; stopped: boolean }[] = [];
	let changes = 0;
	const timers = {
		after: (ms: number, run: () => void) => {
			const timer = { ms, run, stopped: false };
			waiting.push(timer);
			return () => {
				timer.stopped = true;
			};
		},
	};
	const notices = new Notices(() => {
		changes++;
	}, timers);
	return {
		...{ notices, waiting },
		texts: () => notices.current().map(({ text }) => text),
		changes: () => changes,
		idOf: (text: string) => notices.current().find((notice) => notice.text === text)!.id,
		/** The seconds of all that still wait have passed. */
		pass: () => {
			for (const timer of waiting.splice(0)) if (!timer.stopped) timer.run();
		},
	};
}

test('one notice a subject: the newest, and none when the cause is gone', () => {
	const { notices, texts, changes } = bench();
	for (const spent of ['$4.50', '$3.80', '$3.00']) notices.add('warning', `75 % of ${spent} is spent.`, { subject: 'budget' });
	notices.add('error', 'Something else.');
	expect(texts()).toEqual(['Something else.', '75 % of $3.00 is spent.']);
	notices.withdraw('budget');
	expect(texts()).toEqual(['Something else.']);
	const before = changes();
	notices.withdraw('budget');
	notices.dismiss('nothing');
	notices.add('error', 'Something else.');
	expect(changes()).toBe(before);
});

test('what answers the last act comes first, then errors, then warnings, the newest first', () => {
	const { notices, texts } = bench();
	notices.add('warning', 'w1');
	notices.add('error', 'e1');
	notices.add('info', 'i1');
	notices.add('warning', 'w2');
	notices.add('error', 'failed', { until: 'message' });
	notices.add('error', 'e2');
	expect(texts()).toEqual(['failed', 'i1', 'e2', 'e1', 'w2', 'w1']);
});

test('news go after some seconds, what is wrong stays', () => {
	const { notices, texts, waiting, pass } = bench();
	notices.add('info', '87 models are usable.');
	notices.add('warning', 'The key was not accepted.', { subject: 'endpoint openai', actions: [{ label: 'Set key', command: 'setKey' }] });
	expect(notices.current().map(({ actions }) => actions)).toEqual([[], ['Set key']]);
	expect(waiting.map(({ ms }) => ms)).toEqual([10_000]);
	// Said again, it is read again: its time begins anew.
	notices.add('info', '87 models are usable.');
	expect(waiting.map(({ stopped }) => stopped)).toEqual([true, false]);
	pass();
	expect(texts()).toEqual(['The key was not accepted.']);
	// The time of one that went otherwise stops with it.
	notices.add('info', 'Nothing is selected.', { subject: 'attach' });
	notices.withdraw('attach');
	expect(waiting.every(({ stopped }) => stopped)).toBe(true);
});

test('what was dismissed stays away until its cause is gone, is another, or the user asks', () => {
	const { notices, texts, idOf } = bench();
	const down = (text: string, asked?: boolean) => notices.add('warning', text, { subject: 'endpoint a', ...(asked ? { asked } : {}) });
	down('a is down.');
	notices.dismiss(idOf('a is down.'));
	down('a is down.');
	expect(texts()).toEqual([]);
	down('a is down.', true);
	expect(texts()).toEqual(['a is down.']);
	notices.dismiss(idOf('a is down.'));
	down('a did not accept the key.');
	expect(texts()).toEqual(['a did not accept the key.']);
	notices.dismiss(idOf('a did not accept the key.'));
	notices.withdraw('endpoint a');
	down('a did not accept the key.');
	expect(texts()).toEqual(['a did not accept the key.']);
	// What an act of the user's says is said at each act.
	for (const until of ['seconds', 'message'] as const) {
		notices.add('error', until, { until });
		notices.dismiss(idOf(until));
		notices.add('error', until, { until });
		expect(texts()).toContain(until);
	}
});

test('what was said of an act goes with the next message; the rest stays', () => {
	const { notices, texts } = bench();
	notices.add('error', 'The file is private.', { until: 'message' });
	notices.add('error', 'The ledger is locked.', { subject: 'ledger' });
	notices.sent();
	expect(texts()).toEqual(['The ledger is locked.']);
});

test('the same text of two subjects stands once, goes with both, and dismissing it dismisses both', () => {
	const { notices, texts, idOf } = bench();
	notices.add('error', 'The disk is full.', { subject: 'ledger' });
	notices.add('error', 'The disk is full.', { subject: 'save chats' });
	expect(texts()).toEqual(['The disk is full.']);
	notices.withdraw('save chats');
	expect(texts()).toEqual(['The disk is full.']);
	notices.dismiss(idOf('The disk is full.'));
	notices.add('error', 'The disk is full.', { subject: 'ledger' });
	expect(texts()).toEqual([]);
});

test('a button runs what the host gave it, and nothing once the notice is gone', () => {
	const { notices, idOf } = bench();
	const set = { label: 'Set key', command: 'setKey', args: ['openai'] } as const;
	notices.add('warning', 'No key.', { subject: 'endpoint openai', actions: [set] });
	const id = idOf('No key.');
	expect([notices.actionOf(id, 0), notices.actionOf(id, 1), notices.actionOf('other', 0)]).toEqual([set, null, null]);
	notices.withdraw('endpoint openai');
	expect(notices.actionOf(id, 0)).toBeNull();
});

/** What may happen to notices, in any order. */
const step = fc.record({
	act: fc.constantFrom('add', 'withdraw', 'dismiss', 'sent', 'pass'),
	subject: fc.constantFrom('a', 'b', 'c', 'd'),
	text: fc.constantFrom('one', 'two', 'three'),
	level: fc.constantFrom('info' as const, 'warning' as const, 'error' as const),
	until: fc.constantFrom('seconds' as const, 'message' as const, 'cause' as const),
});

test('whatever happens: one a subject, no text twice, nothing of a subject after its cause is gone, news gone with their time', () => {
	fc.assert(
		fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
			const { notices, texts, pass } = bench();
			/** Subject by text, of what was added last. */
			const raised = new Map<string, { text: string; until: string }>();
			for (const { act, subject, text, level, until } of steps) {
				if (act === 'add') {
					notices.add(level, text, { subject, until, asked: true });
					raised.set(subject, { text, until });
				} else if (act === 'withdraw') {
					notices.withdraw(subject);
					raised.delete(subject);
				} else if (act === 'dismiss') {
					const [first] = notices.current();
					if (first !== undefined) notices.dismiss(first.id);
					for (const [key, one] of raised) if (one.text === first?.text) raised.delete(key);
				} else {
					if (act === 'sent') notices.sent();
					else pass();
					const ends = act === 'sent' ? 'message' : 'seconds';
					for (const [key, one] of raised) if (one.until === ends) raised.delete(key);
				}
				expect(texts().toSorted()).toEqual([...new Set([...raised.values()].map((one) => one.text))].toSorted());
			}
		}),
	);
});

test('a fault that raises subject after subject keeps the newest, and what is wrong longer than news', () => {
	const { notices, texts } = bench();
	notices.add('error', 'The disk is full.');
	for (let n = 0; n < 50; n++) notices.add('info', `news ${n}`);
	expect([texts().length, texts()[0], texts().includes('The disk is full.')]).toEqual([20, 'news 49', true]);
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
		tell: (text, { subject, actions }) => void told.push(`${subject}: ${text} ${JSON.stringify(actions)}`),
		withdraw: (subject) => void told.push(`${subject} is well`),
		log: () => undefined,
	});
	const state = (id: string, error: unknown) => ({ endpoint: { id, displayName: id }, error, listed: [] });
	const seen = (...states: unknown[]): string[] => {
		endpoints = states;
		told.length = 0;
		watch.tellErrors();
		return [...told];
	};
	const said = (id: string) =>
		`endpoint ${id}: ${id}: The key was not accepted. Set a valid key. ${JSON.stringify([{ label: 'Set key', command: 'setKey', args: [id] }])}`;
	expect(seen(state('a', failed), state('b', null))).toEqual([said('a')]);
	expect(seen(state('a', failed), state('b', failed))).toEqual([said('b')]);
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
		tell: (text) => void told.push(text),
		withdraw: () => undefined,
		log: () => undefined,
	});
	watch.tellErrors();
	expect(told).toEqual(['OpenAI did not accept the key. Set a valid key.']);
});

test('an endpoint of the settings that does not answer can be tried again, or removed; one that was found can only be tried', () => {
	const down = shownError(new RoutooError('network', 'Nothing listens at 127.0.0.1:9.', 'Start it.'));
	const labels = (isOwn: boolean) => endpointNotice({ id: 'mine', displayName: 'Mine' }, down, isOwn).options.actions;
	expect(labels(true)).toEqual([
		{ label: 'Try again', command: 'refreshModels', args: ['mine'] },
		{ label: 'Change address', command: 'changeAddress', args: ['mine'] },
		{ label: 'Remove', command: 'removeEndpoint', args: ['mine'] },
	]);
	expect(labels(false)!.map(({ label }) => label)).toEqual(['Try again']);
});

test('a selection that is made takes back that nothing is selected; the end of an answer that one is being written', async () => {
	const b = new ChatBench();
	const texts = () => b.chat.state().notices.map(({ text }) => text);
	await b.chat.receive({ type: 'attach', what: 'selection' });
	expect(texts()).toEqual(['Nothing is selected in the editor.']);
	const { promise, resolve } = Promise.withResolvers<void>();
	b.scripts.big = async function* () {
		await promise;
		yield* says('done');
	};
	b.scripts.small = b.scripts.big;
	const asked = b.chat.receive({ type: 'send', text: 'hello' });
	await vi.waitFor(() => expect(b.chat.state().busy).not.toBeNull());
	b.openFile = { kind: 'file', path: 'a.ts', language: 'typescript', content: 'x', range: null };
	await b.chat.receive({ type: 'explainFile' });
	expect(texts()[0]).toMatch(/^An answer is being written/);
	resolve();
	await asked;
	expect(texts()).toEqual(['Nothing is selected in the editor.']);
	// A file was open before: the caret alone selects nothing.
	b.show({ name: 'a.ts', attachments: [], selected: false, withheld: null });
	await b.chat.receive({ type: 'attach', what: 'selection' });
	b.show({ name: 'b.ts', attachments: [], selected: false, withheld: null });
	expect(texts()).toEqual(['Nothing is selected in the editor.']);
	b.show({ name: 'b.ts', attachments: [], selected: true, withheld: null });
	expect(texts()).toEqual([]);
});

test('a button of a notice runs its command with whose it is', async () => {
	const b = new ChatBench();
	b.chat.notices.add('warning', 'No key.', { actions: [{ label: 'Set key', command: 'setKey', args: ['openai'] }] });
	const { id } = b.chat.state().notices[0]!;
	await b.chat.receive({ type: 'noticeAction', noticeId: id, index: 0 });
	await b.chat.receive({ type: 'noticeAction', noticeId: id, index: 1 });
	expect(b.ran).toEqual(['setKey openai']);
});
