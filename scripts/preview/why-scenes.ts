import type { ChatState } from '../../src/protocol/chat-state.ts';
import { answer, chatState, routing, turn } from '../../test/unit/views/fixtures.ts';
import type { Scene } from './scene.ts';

const chat = (name: string, state: ChatState, more: Partial<Scene> = {}): Scene => ({
	name,
	view: 'chat',
	messages: [{ type: 'snapshot', state }],
	...more,
});

const learnedRouting = routing({
	learned: [
		'Your thumbs moved haiku-4.5 down 4 points on tests (12 signals).',
		'Your tests moved opus-4.5 up 2 points on tests (6 signals).',
	],
	reading: 'Haiku 4.5 read the task for $0.0011: harder than it looks, 6 points down for all.',
	alternatives: routing().alternatives.map((row, i) => ({ ...row, ...(i < 2 ? { moved: i === 0 ? -4.2 : 2 } : {}) })),
});
/** What eighteen models with their efforts make of one decision. */
const many = Array.from({ length: 16 }, (_, i) =>
	['low', null, 'high'].map((effort, j) => ({
		...routing().alternatives[i % 5]!,
		candidateId: `vendor${i}/model-${i}${effort === null ? '' : `@${effort}`}`,
		modelName: `Model ${i} of a vendor${effort === null ? '' : ` (${effort})`}`,
		model: `vendor${i}/model-${i}`,
		effort,
		quality: { mean: 0.6 + 0.02 * i + 0.01 * j, low: 0.5 + 0.02 * i, high: Math.min(0.99, 0.68 + 0.02 * i) },
		expectedCost: 72 + 9_000 * i * (j + 1),
		latencyMs: 1_500 + 800 * j,
	})),
).flat();
const preferred = routing({
	steeredBy: ['preference'],
	wonBy: 'preference',
	reason: 'You prefer haiku-4.5 for debugging; without that, sonnet-4.5 would be chosen.',
	alternatives: [...routing().alternatives, ...many],
});
const preferences = [{ kind: 'debug', words: 'debugging', model: 'Anthropic/haiku-4.5', name: 'haiku-4.5', listed: true }];

/** Why a model answered: four of them, many, what moved the estimate. */
export const whyScenes: readonly Scene[] = [
	chat('why', chatState([turn({ answers: [answer()] })]), {
		click: ['.routing button', '.why summary', '.why > details:last-child > summary'],
	}),
	chat('why-many', chatState([turn({ answers: [answer({ routing: preferred })] })], { preferences }), { click: ['.routing button'] }),
	chat('why-learned', chatState([turn({ answers: [answer({ routing: learnedRouting })] })]), { click: ['.routing button'] }),
];
