import { plainMessages } from '../../../src/core/chat/answer.ts';
import type { Answer, Receipt, RoutingLine, RoutingRow, ShownError, Turn } from '../../../src/protocol/chat.ts';
import type { ChatState, ModelOption } from '../../../src/protocol/chat-state.ts';
import type { BudgetView } from '../../../src/protocol/common.ts';

/** States of the chat view for tests and for the preview script. */
export const NOW = Date.UTC(2026, 10, 22, 11, 0);

function row(
	modelName: string,
	recipient: string,
	mean: number,
	expectedCost: number | null,
	latencyMs: number,
	whyNot: string,
	excluded = false,
): RoutingRow {
	return {
		candidateId: `${recipient}/${modelName}`,
		modelName,
		recipient,
		quality: { mean, low: Math.max(0, mean - 0.05), high: Math.min(0.99, mean + 0.04) },
		expectedCost,
		latencyMs,
		model: `${recipient}/${modelName}`,
		effort: null,
		whyNot,
		excluded,
	};
}

export const alternatives: readonly RoutingRow[] = [
	row('haiku-4.5', 'Anthropic', 0.91, 6_100, 2_100, ''),
	row('gpt-5.4-mini', 'OpenAI', 0.9, 8_400, 3_000, 'quality 1 % lower and $0.0023 more'),
	row('sonnet-4.5', 'Anthropic', 0.94, 30_200, 6_200, 'quality 3 % higher for $0.024 more, but haiku-4.5 is good enough'),
	row('opus-4.5', 'Anthropic', 0.96, 48_000, 9_100, 'quality 5 % higher for $0.042 more, but haiku-4.5 is good enough'),
	row('qwen3:8b', 'this computer', 0.71, 0, 14_000, 'not good enough: quality 20 % lower for $0.0061 less'),
	row('gpt-5.4-pro (high effort)', 'OpenAI', 0.97, 410_000, 95_000, 'can cost more than $0.10 a request', true),
	row('llama-3.2-1b', 'this computer', 0.34, 0, 4_000, 'below the least quality, 60 %', true),
];

export function routing(change: Partial<RoutingLine> = {}): RoutingLine {
	return {
		candidateId: 'Anthropic/haiku-4.5',
		modelName: 'haiku-4.5',
		recipient: 'Anthropic',
		local: false,
		included: false,
		quality: { mean: 0.91, low: 0.86, high: 0.95 },
		expectedCost: 6_100,
		maxCost: 21_000,
		latencyMs: 2_100,
		reason:
			'Good enough (quality 91 %, you ask for 85 %) and the cheapest that is; sonnet-4.5 would add 3 % quality for 5 times the price.',
		steeredBy: [],
		wonBy: 'price',
		goodEnough: 0.85,
		task: { kind: 'debug', words: 'debugging' },
		alternatives,
		fallbackNote: null,
		...change,
	};
}

export function receipt(change: Partial<Receipt> = {}): Receipt {
	return {
		cost: 5_700,
		costSource: 'provider',
		durationMs: 2_100,
		firstTokenMs: 640,
		usage: { input: 1_900, cachedInput: 0, cacheWrite: 0, output: 420, reasoning: 0 },
		savedAgainst: { modelName: 'opus-4.5', saved: 42_300 },
		...change,
	};
}

/** `text` and `reasoning` are what the answer says, unless `messages` tells more. */
export function answer({
	text,
	reasoning,
	...change
}: Partial<Answer> & { readonly text?: string; readonly reasoning?: string } = {}): Answer {
	return {
		id: 'a1',
		at: NOW,
		state: 'done',
		messages: plainMessages(text ?? 'The test depends on wall-clock order.', reasoning ?? ''),
		routing: routing(),
		receipt: receipt(),
		error: null,
		feedback: null,
		...change,
	};
}

export function turn(change: Partial<Turn> = {}): Turn {
	return {
		id: 't1',
		at: NOW,
		text: 'Why does this test fail only on CI?',
		attachments: [],
		sentTokens: 240,
		answers: [answer()],
		shown: 0,
		...change,
	};
}

export const models: readonly ModelOption[] = [
	{ id: 'auto', label: 'Auto', recipient: '', detail: '', usable: true },
	{ id: 'anthropic/haiku', label: 'haiku-4.5', recipient: 'Anthropic', detail: '$1.00 / $5.00 per Mtok', usable: true },
	{ id: 'anthropic/sonnet', label: 'sonnet-4.5', recipient: 'Anthropic', detail: '$3.00 / $15.00 per Mtok', usable: true },
	{ id: 'anthropic/opus', label: 'opus-4.5', recipient: 'Anthropic', detail: '$5.00 / $25.00 per Mtok', usable: true },
	{ id: 'openai/mini', label: 'gpt-5.4-mini', recipient: 'OpenAI', detail: 'no price known; set one in routoo.prices', usable: false },
	{ id: 'vscode/gpt-4.1', label: 'gpt-4.1', recipient: 'GitHub Copilot', detail: 'included', usable: true },
	{ id: 'ollama/qwen3', label: 'qwen3:8b', recipient: 'this computer', detail: 'local', usable: true },
];

export const budget: BudgetView = {
	limit: 20_000_000,
	spent: 7_600_000,
	outstanding: 0,
	level: 'ok',
	resetsAt: Date.UTC(2026, 11, 1),
};

/** All three steps done: nothing of them is shown. */
export const welcome: ChatState['welcome'] = {
	models: { done: true, found: ['Anthropic: 3 models', 'Ollama: 1 model'], variables: [] },
	budgetDone: true,
	question: { done: true, file: null },
	hidden: false,
	vendors: [
		{ name: 'OpenAI', keysPage: 'https://platform.openai.com/api-keys' },
		{ name: 'Anthropic', keysPage: 'https://console.anthropic.com/settings/keys' },
	],
};

export function chatState(turns: readonly Turn[], change: Partial<ChatState> = {}): ChatState {
	return {
		session: { version: 3, id: 's1', title: 'Flaky test', createdAt: NOW, updatedAt: NOW, turns, draft: '' },
		sessions: [],
		composer: { attachments: [], model: 'auto', preset: 'balanced', models, preview: null, blocked: null, localOnly: false },
		budget,
		paidPaused: false,
		predictor: { kind: 'ready', reason: null },
		busy: null,
		notices: [],
		welcome,
		estimateLabel: 'estimate from benchmarks',
		...change,
	};
}

export const keyError: ShownError = {
	kind: 'auth',
	message: 'Anthropic refused the API key.',
	nextStep: 'Set a valid key; your message is still in the box.',
	action: 'setKey',
};
