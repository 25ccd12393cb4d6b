import type { ToChat, Turn } from '../../src/protocol/chat.ts';
import type { ChatState } from '../../src/protocol/chat-state.ts';
import { answer, budget, chatState, keyError, NOW, receipt, routing, turn } from '../../test/unit/views/fixtures.ts';
import { PAYLOADS } from '../../test/unit/views/payloads.ts';
import type { Scene } from './scene.ts';

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

const LONG_WORD = answer({
	id: 'wa',
	text: `A long word: ${'y'.repeat(90)}`,
	routing: routing({ modelName: 'anthropic/claude-sonnet-4.5-20250929-thinking (high effort)', recipient: 'OpenRouter' }),
});
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

const goodEnough = { presets: { save: 0.85, balanced: 0.92, best: 0.98 }, own: null };
const composing = (change: Partial<ChatState['composer']>): ChatState['composer'] => ({ ...chatState([]).composer, goodEnough, ...change });
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

const steered = routing({ steeredBy: ['budget'], budget: { projected: 46_450_000, limit: 20_000_000 } });

export const chatScenes: readonly Scene[] = [
	chat(
		'conversation',
		chatState([first, short], { composer: composing({ attachments: [{ id: 'x', label: 'selection: retry.ts:12-30', tokens: 210 }] }) }),
	),
	chat('top', chatState([first], {}), { height: 1500 }),
	chat('routing', streaming('')),
	chat('paid-paused', chatState([turn({ answers: [answer()] })], { paidPaused: true })),
	chat('streaming', streaming(`${EXPLANATION.slice(0, 760)}`)),
	chat(
		'thought',
		chatState([turn({ answers: [answer({ reasoning: 'The timers race. Check the **jitter** first.', routing: steered })] })]),
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
		'ready',
		chatState([], {
			sessions: [
				{ id: 's2', title: 'Migrate the settings schema to version 3', updatedAt: NOW, turns: 4 },
				{ id: 's3', title: 'Regex for ISO dates', updatedAt: NOW - 3e8, turns: 2 },
			],
		}),
	),
	chat(
		'demo',
		chatState([], {
			composer: composing({
				models: [models[0]!, { ...models[1]!, id: 'demo/smollm2', label: 'SmolLM2 135M', recipient: 'this computer', usable: true }],
			}),
		}),
	),
	chat(
		'budget-reached',
		chatState([short], {
			budget: { ...budget, spent: 20_010_000, level: 'reached' },
			composer: composing({
				blocked: {
					kind: 'budget',
					message: 'The budget of $20.00 is used up until 1 December.',
					nextStep: 'Raise it, or use a free or local model.',
					action: 'openBudget',
				},
			}),
			notices: [
				{
					id: 'n',
					level: 'warning',
					text: '90 % of this month’s budget is spent.',
					actions: ['Change budget'],
				},
			],
			predictor: { kind: 'degraded', reason: 'encoder.onnx is damaged; features and catalog are used.' },
		}),
	),
	chat(
		'notices',
		chatState([short], {
			notices: [
				{ id: 'n1', level: 'info', text: 'Nothing is selected in the editor.', actions: [] },
				{
					id: 'n2',
					level: 'error',
					text: "The computer's key store cannot be read, so models that need a key are missing. Unlock it, then refresh the models.",
					actions: ['Refresh models'],
				},
				{
					id: 'n3',
					level: 'warning',
					text: 'Nothing listens at 127.0.0.1:9. Start the server, or correct the URL of the endpoint.',
					actions: ['Try again', 'Remove'],
				},
				{ id: 'n4', level: 'warning', text: "75 % of this month's budget is spent: $15.10 of $20.00.", actions: ['Change budget'] },
				{ id: 'n5', level: 'warning', text: 'OpenAI did not accept the key. Set a valid key for OpenAI.', actions: ['Set key'] },
			],
		}),
	),
	chat(
		'picker',
		chatState([short], { composer: composing({ localOnly: true }), budget: { ...budget, spent: 18_900_000, level: 'high' } }),
		{ click: ['.composer-bar routoo-menu button'] },
	),
	chat('preview', chatState([short], { composer: composing({ preview: routing() }) }), {
		type: 'Rename this variable everywhere\nand keep the tests green',
	}),
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
			turn({ id: 'w', text: `unbroken ${'x'.repeat(120)}`, answers: [LONG_WORD] }),
		]),
		{ height: 760 },
	),
];
