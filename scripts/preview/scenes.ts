import type { ChatState, ToChat, Turn } from '../../src/protocol/chat.ts';
import type { LedgerRow, ToDashboard } from '../../src/protocol/dashboard.ts';
import { alternatives, answer, budget, chatState, keyError, NOW, receipt, routing, turn } from '../../test/unit/views/fixtures.ts';
import { PAYLOADS } from '../../test/unit/views/payloads.ts';

/** One picture: what the host says, then what the user does (selectors that are clicked or typed into). */
export interface Scene {
	readonly name: string;
	readonly view: 'chat' | 'dashboard';
	readonly messages: readonly (ToChat | ToDashboard)[];
	readonly click?: readonly string[];
	readonly type?: string;
	readonly height?: number;
}

const FENCE = '```';
const EXPLANATION = `The test depends on wall-clock order: \`retry()\` schedules with **jitter**, and on a loaded runner the second timer may fire first.

Two ways out, in order of effort:

1. Inject the clock and advance it in the test:
   ${FENCE}ts
   const clock = new FakeClock();
   await retry(call, { clock, attempts: 3 });
   ${FENCE}
2. Drop the jitter when \`process.env.CI\` is set. *Not* recommended, see [the guide](https://example.com/retry).

${FENCE}ts
/** Retries with exponential backoff; jitter is a share of the delay, 0..1. */
export async function retry<T>(call: () => Promise<T>, { clock = systemClock, attempts = 5, jitter = 0.2 }: RetryOptions = {}): Promise<T> {
	for (let attempt = 1; ; attempt += 1) {
		try {
			return await call();
		} catch (error) {
			if (attempt >= attempts) throw new RetryError(\`gave up after \${attempt} attempts\`, { cause: error });
			await clock.sleep(2 ** attempt * 100 * (1 + jitter));
		}
	}
}
${FENCE}

| runner | passes | median |
|---|---:|---:|
| local | 500 / 500 | 40 ms |
| CI | 481 / 500 | 310 ms |

> With the clock injected both are 500 of 500.`;

const attachments: Turn['attachments'] = [
	{ kind: 'selection', path: 'test/retry.test.ts', language: 'typescript', content: '', range: { startLine: 40, endLine: 88 } },
	{ kind: 'file', path: 'ci.log', language: null, content: '', range: null },
];

const first = turn({ attachments, sentTokens: 1_900, answers: [answer({ text: EXPLANATION, feedback: 'good' })] });
const short = turn({
	id: 't2',
	text: 'yes, do the first one',
	answers: [
		answer({
			id: 'a2',
			text: 'Done: `retry.ts` takes a `Clock`, and the test advances it by hand.',
			routing: routing({ steeredBy: ['cache'], quality: { mean: 0.88, low: 0.8, high: 0.93 }, expectedCost: 4_200 }),
			receipt: receipt({ cost: 4_100, durationMs: 1_400, costSource: 'estimate', savedAgainst: null }),
		}),
	],
});

function streaming(text: string): ChatState {
	const running = turn({
		id: 't3',
		text: 'Explain the backoff.',
		answers: [answer({ id: 'a3', state: 'streaming', text, receipt: null })],
	});
	return chatState([short, running], { busy: { turnId: 't3', answerId: 'a3' } });
}

const composing = (change: Partial<ChatState['composer']>): ChatState['composer'] => ({ ...chatState([]).composer, ...change });
const snapshot = (state: ChatState): readonly ToChat[] => [{ type: 'snapshot', state }];
const chat = (name: string, state: ChatState, more: Partial<Scene> = {}): Scene => ({
	name,
	view: 'chat',
	messages: snapshot(state),
	...more,
});

const long = Array.from({ length: 60 }, (_, index) =>
	turn({
		id: `l${index}`,
		text: `Question ${index + 1}: why is step ${index + 1} slow?`,
		answers: [answer({ id: `la${index}`, text: EXPLANATION.slice(0, 150 + ((index * 37) % 400)) })],
	}),
);
const models = chatState([]).composer.models;

export const chatScenes: readonly Scene[] = [
	chat(
		'conversation',
		chatState([first, short], { composer: composing({ attachments: [{ id: 'x', label: 'selection: retry.ts:12-30', tokens: 210 }] }) }),
	),
	chat('top', chatState([first], {}), { height: 1500 }),
	chat('why', chatState([turn({ answers: [answer()] })]), { click: ['.routing button', '.why summary'] }),
	chat('routing', streaming('')),
	chat('streaming', streaming(`${EXPLANATION.slice(0, 760)}`)),
	chat(
		'thought',
		chatState([
			turn({
				answers: [
					answer({
						reasoning: 'The timers race. Check the **jitter** first.',
						routing: routing({ steeredBy: ['budget'], predictor: 'features' }),
					}),
				],
			}),
		]),
		{ click: ['.thought summary'] },
	),
	chat(
		'tool-call',
		chatState([
			turn({
				answers: [
					answer({
						messages: [
							{
								role: 'assistant',
								parts: [
									{ type: 'text', text: 'I look at the test first.' },
									{ type: 'toolCall', id: 'c1', name: 'read_file', arguments: '{}' },
								],
							},
						],
					}),
				],
			}),
		]),
	),
	chat(
		'errors',
		chatState([
			turn({ answers: [answer({ state: 'failed', text: '', routing: routing({ fallbackNote: null }), receipt: null, error: keyError })] }),
			turn({
				id: 't9',
				text: 'And now?',
				answers: [
					answer({
						state: 'failed',
						text: 'The first timer fires after 200 ms, and then',
						receipt: receipt({ cost: 1_200, costSource: 'estimate', savedAgainst: null }),
						error: {
							kind: 'brokenStream',
							message: 'The connection to Anthropic broke in the middle of the answer.',
							nextStep: 'Try again; what was received is booked as an estimate.',
							action: 'retry',
						},
					}),
				],
			}),
			turn({
				id: 't10',
				text: 'Once more',
				answers: [
					answer({
						state: 'cancelled',
						text: 'The first',
						receipt: receipt({ cost: 300, costSource: 'estimate', savedAgainst: null }),
						routing: routing({ fallbackNote: 'gpt-5.4-mini did not answer (rate limit); haiku-4.5 took over.' }),
					}),
				],
			}),
		]),
		{ height: 900 },
	),
	chat('stopped', chatState([turn({ answers: [answer({ state: 'cancelled', text: '', receipt: null, routing: null })] })]), {
		click: ['.receipt routoo-menu button'],
	}),
	chat(
		'several',
		chatState([
			{
				...first,
				answers: [
					answer({ text: 'First.' }),
					answer({
						id: 'b',
						text: 'Second, by a stronger model.',
						routing: routing({
							modelName: 'opus-4.5',
							steeredBy: ['userChoice'],
							expectedCost: 48_000,
							quality: { mean: 0.96, low: 0.92, high: 0.98 },
						}),
						receipt: receipt({ cost: 51_300, durationMs: 8_900, savedAgainst: null }),
					}),
				],
				shown: 1,
			},
		]),
		{
			click: ['routoo-menu button'],
		},
	),
	chat(
		'first-run',
		chatState([], {
			composer: composing({
				models: models.slice(0, 1),
				blocked: { kind: 'noModel', message: 'No model is set up.', nextStep: 'Set a key.', action: 'setKey' },
			}),
		}),
	),
	chat(
		'ready',
		chatState([], {
			sessions: [
				{ id: 's2', title: 'Migrate the settings schema to version 3', updatedAt: NOW, turns: 4 },
				{ id: 's3', title: 'Regex for ISO dates', updatedAt: NOW - 3e8, turns: 2 },
			],
		}),
	),
	chat(
		'budget-reached',
		chatState([short], {
			budget: { ...budget, spent: 20_010_000, share: 1, level: 'reached' },
			composer: composing({
				blocked: {
					kind: 'budget',
					message: 'The budget of $20.00 is used up until 1 December.',
					nextStep: 'Raise it, or use a free or local model.',
					action: 'openBudget',
				},
			}),
			notices: [{ id: 'n', level: 'warning', text: '90 % of this month’s budget is spent.' }],
			predictor: { kind: 'degraded', reason: 'encoder.onnx is damaged; features and catalog are used.' },
		}),
	),
	chat(
		'picker',
		chatState([short], { composer: composing({ localOnly: true }), budget: { ...budget, spent: 18_900_000, level: 'high', share: 0.94 } }),
		{ click: ['.composer-bar routoo-menu button'] },
	),
	chat('preview', chatState([short], { composer: composing({ preview: routing() }) }), {
		type: 'Rename this variable everywhere\nand keep the tests green',
	}),
	{
		name: 'mention',
		view: 'chat',
		messages: [
			...snapshot(chatState([short])),
			{
				type: 'fileMatches',
				requestId: 1,
				files: ['src/core/chat/retry.ts', 'test/unit/core/retry.test.ts', 'docs/very/long/path/to/some/deep/folder/retry-policy.md'],
			},
		],
		type: 'compare @',
	},
	chat('commands', chatState([short]), { type: '/' }),
	chat('edit', chatState([first, short]), { click: ['.hover-actions button'] }),
	chat('long', chatState(long)),
	chat('hostile', chatState(PAYLOADS.map((text, index) => turn({ id: `p${index}`, text, answers: [answer({ id: `pa${index}`, text })] })))),
	chat(
		'other-scripts',
		chatState([
			turn({
				text: '为什么这个测试只在 CI 上失败？请解释 retry() 的行为。',
				answers: [answer({ text: '这个测试依赖于时钟顺序。请注入 `Clock`。\n\n- 第一步：注入时钟\n- 第二步：推进时间' })],
			}),
			turn({
				id: 'r',
				text: 'لماذا يفشل هذا الاختبار على الخادم فقط؟',
				answers: [
					answer({
						id: 'ra',
						text: 'يعتمد الاختبار على ترتيب الوقت. استخدم `FakeClock` ثم قدّم الوقت يدويًا.',
						routing: routing({ modelName: 'qwen3:8b', local: true, recipient: 'this computer', expectedCost: 0, maxCost: 0 }),
						receipt: receipt({ cost: 0, costSource: 'free' }),
					}),
				],
			}),
			turn({
				id: 'w',
				text: `unbroken ${'x'.repeat(120)}`,
				answers: [
					answer({
						id: 'wa',
						text: `A long word: ${'y'.repeat(90)}`,
						routing: routing({ modelName: 'anthropic/claude-sonnet-4.5-20250929-thinking (high effort)', recipient: 'OpenRouter' }),
					}),
				],
			}),
		]),
		{ height: 760 },
	),
];

const rows: readonly LedgerRow[] = alternatives.slice(0, 5).flatMap((each, group) =>
	Array.from(
		{ length: 3 },
		(_, index): LedgerRow => ({
			requestId: `${group}-${index}`,
			at: NOW - (group * 3 + index) * 5_400_000,
			purpose: 'chat',
			state: group === 0 && index === 0 ? 'outstanding' : group === 3 && index === 1 ? 'orphaned' : 'settled',
			cost: each.expectedCost ?? 0,
			costSource: each.expectedCost === 0 ? 'free' : index === 1 ? 'estimate' : 'provider',
			usage: null,
			durationMs: group === 0 && index === 0 ? null : each.latencyMs,
			outcome: group === 2 && index === 1 ? 'cancelled' : 'answered',
			decision: {
				candidateId: each.candidateId,
				modelName: each.modelName,
				recipient: each.recipient,
				endpointId: 'x',
				taskKind: 'explain',
				quality: each.quality.mean,
				qualityLow: each.quality.low,
				qualityHigh: each.quality.high,
				expectedLatencyMs: each.latencyMs,
				reason: 'Cheapest model whose expected quality is within what you pay for; sonnet-4.5 would add 3 points for 5 times the price.',
				referenceName: 'opus-4.5',
				referenceCost: 48_000,
			},
		}),
	),
);

const completionRows: readonly LedgerRow[] = Array.from({ length: 6 }, (_, index): LedgerRow => {
	const remote = index % 3 !== 0;
	return {
		requestId: `c-${index}`,
		at: NOW - index * 47_000,
		purpose: 'completion',
		state: 'settled',
		cost: remote ? 480 + index * 13 : 0,
		costSource: remote ? (index === 4 ? 'estimate' : 'tokens') : 'free',
		usage: null,
		durationMs: 310 + index * 35,
		outcome: index === 4 ? 'cancelled' : 'answered',
		decision: {
			candidateId: remote ? 'mistral/codestral-latest' : 'ollama/qwen2.5-coder:1.5b',
			modelName: remote ? 'codestral-latest' : 'qwen2.5-coder:1.5b',
			recipient: remote ? 'Mistral' : 'this computer',
			endpointId: 'x',
			taskKind: 'complete line',
			quality: remote ? 0.43 : 0.34,
			qualityLow: 0.25,
			qualityHigh: 0.6,
			expectedLatencyMs: 280,
			reason: remote
				? 'codestral-latest: 43 % likely to be kept, $0.0005, 280 ms.'
				: 'qwen2.5-coder:1.5b: 34 % likely to be kept, nothing, 210 ms.',
			referenceName: null,
			referenceCost: null,
		},
	};
});

const byDay = Array.from({ length: 22 }, (_, index) => ({
	day: `2026-11-${String(index + 1).padStart(2, '0')}`,
	cost: index % 7 > 4 ? 20_000 : 200_000 + ((index * 7919) % 330_000),
	requests: 9,
}));
const settled = byDay.reduce((sum, { cost }) => sum + cost, 0);
const summary = {
	period: { start: new Date(2026, 10, 1).getTime(), end: new Date(2026, 11, 1).getTime(), limit: 20_000_000 },
	settled,
	outstanding: 21_000,
	estimated: 140_000,
	saved: 9_300_000,
	requests: 1402,
	today: 210_000,
	completions: { settled: 640_000, outstanding: 0, requests: 1204 },
	byDay,
	byModel: [
		{ model: 'sonnet-4.5', cost: settled * 0.56 - 640_000, requests: 31 },
		{ model: 'haiku-4.5', cost: settled * 0.3, requests: 120 },
		{ model: 'codestral-latest', cost: 640_000, requests: 1204 },
		{ model: 'gpt-5.4-mini', cost: settled * 0.14, requests: 27 },
		{ model: 'qwen3:8b', cost: 0, requests: 20 },
	],
};
const dashboard = (change: object): ToDashboard => ({
	type: 'dashboard',
	state: {
		summary,
		budget: { ...budget, spent: settled },
		rows,
		completionRows,
		completionsLimit: 10_000_000,
		catalogDate: '2026-11-20',
		catalogStale: false,
		predictor: { kind: 'ready', reason: null },
		now: NOW,
		...change,
	},
});

export const dashboardScenes: readonly Scene[] = [
	{ name: 'dashboard', view: 'dashboard', height: 1100, messages: [dashboard({})] },
	{
		name: 'dashboard-empty',
		view: 'dashboard',
		messages: [
			dashboard({
				summary: {
					...summary,
					settled: 0,
					outstanding: 0,
					estimated: 0,
					saved: 0,
					requests: 0,
					today: 0,
					completions: { settled: 0, outstanding: 0, requests: 0 },
					byDay: [],
					byModel: [],
				},
				rows: [],
				completionRows: [],
				catalogStale: true,
				catalogDate: '2026-06-02',
			}),
		],
	},
	{
		name: 'dashboard-trouble',
		view: 'dashboard',
		messages: [
			{
				type: 'dashboardTrouble',
				text: 'The ledger of your spending could not be written or read: the disk is full. Free some space on its disk and try again.',
			},
		],
	},
];
