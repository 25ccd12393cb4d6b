import type { ChatState } from '../../src/protocol/chat-state.ts';
import { answer, chatState, turn } from '../../test/unit/views/fixtures.ts';
import type { Scene } from './scene.ts';

const PROMPTS = [{ name: 'ship', detail: 'Checks and ships a release · .github/prompts/ship.prompt.md' }];

const composer: ChatState['composer'] = { ...chatState([]).composer, prompts: PROMPTS };
const before = turn({ answers: [answer({ text: 'It depends on wall-clock order: the second timer may fire first.' })] });
const after = turn({ id: 't2', text: 'and on Windows?', answers: [answer({ id: 'a2', text: 'There it is the same.' })] });

const SUMMARY = [
	'- The test of `retry()` fails on CI, because the second timer may fire first.',
	'- Decided: inject the clock (`test/retry.test.ts`), keep the jitter.',
	'- Open: the runner of Windows.',
].join('\n');

const summary = (change: Partial<NonNullable<typeof before.summary>> = {}) =>
	turn({
		...{ id: 'sum', text: '/compact keep the runner', sentTokens: 12_300 },
		summary: { used: true, wish: 'keep the runner', tokens: 640, ...change },
		answers: [answer({ id: 'suma', text: SUMMARY })],
	});

const scene = (name: string, state: ChatState, more: Partial<Scene> = {}): Scene => ({
	...{ name, view: 'chat', height: 760, messages: [{ type: 'snapshot', state }] },
	...more,
});

/** What is typed behind a "/". */
export const commandScenes: readonly Scene[] = [
	scene('all-commands', chatState([before], { composer }), { type: '/' }),
	scene('unknown-command', chatState([before], { composer }), { type: '/exlpain the loop in retry.ts' }),
	scene('help', chatState([before], { composer }), { type: '/help', press: 'Enter' }),
	scene('summary', chatState([before, summary(), after], { composer })),
	scene(
		'ways',
		chatState(
			[
				turn({ ...before, version: { fork: 't1', index: 1, count: 3 } }),
				turn({
					...{ id: 't3', text: 'and on Windows?' },
					answers: [answer({ id: 'a3', text: 'There it is the same, but for', state: 'cancelled', interrupted: 'reload' })],
				}),
			],
			{ composer, meter: { tokens: 12_400, cost: 840_000, perTurn: 12_000, shorten: 3_000 } },
		),
	),
	scene(
		'queue',
		chatState(
			[
				before,
				turn({ id: 't4', text: 'and on macOS?', answers: [answer({ id: 'a4', text: 'There', state: 'streaming', receipt: null })] }),
			],
			{
				...{ composer, busy: { turnId: 't4', answerId: 'a4' }, meter: { tokens: 980, cost: 5_700, perTurn: 6_100, shorten: null } },
				queue: [
					{ id: 'q1', text: 'Then write the test for it, with an injected clock and a seed that is printed', attachments: 1 },
					{ id: 'q2', text: '/review', attachments: 0 },
				],
			},
		),
	),
	scene('summary-undone', chatState([before, summary({ used: false, wish: '' }), after], { composer })),
];
