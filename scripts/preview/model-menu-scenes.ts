import type { RoutingRow } from '../../src/protocol/chat.ts';
import type { ModelOption } from '../../src/protocol/chat-state.ts';
import { answer, chatState, routing, turn } from '../../test/unit/views/fixtures.ts';
import type { Scene } from './scene.ts';

const quality = (mean: number): RoutingRow['quality'] => ({ mean, low: mean - 0.05, high: mean + 0.03 });

interface Made {
	readonly option: ModelOption;
	readonly row: RoutingRow;
}

function made(model: string, label: string, recipient: string, mean: number, cost: number | null, change: Partial<ModelOption> = {}): Made {
	const effort = /@(\w+)$/.exec(model)?.[1] ?? null;
	const plain = model.replace(/@\w+$/, '');
	return {
		option: { id: model, model: plain, label, recipient, detail: '$1.25 / $10.00 per Mtok', usable: true, ...change },
		row: {
			...{ candidateId: model, modelName: label, recipient, quality: quality(mean), expectedCost: cost, latencyMs: 2_000 },
			...{ model: plain, effort, whyNot: '', excluded: false },
		},
	};
}

const blind = (one: Made): Made => ({ ...one, row: { ...one.row, excluded: true, unfit: 'cannot read images' } });

const MODELS: readonly Made[] = [
	made('anthropic/haiku', 'Claude Haiku 4.5', 'Anthropic', 0.91, 6_100, { recent: 0 }),
	made('anthropic/opus@low', 'Claude Opus 4.8 (low)', 'Anthropic', 0.95, 31_000, { pinned: true }),
	made('anthropic/opus', 'Claude Opus 4.8', 'Anthropic', 0.96, 48_000, { pinned: true }),
	made('anthropic/opus@max', 'Claude Opus 4.8 (max)', 'Anthropic', 0.97, 112_000, { pinned: true }),
	made('openai/gpt-5.4', 'GPT-5.4', 'OpenAI', 0.94, 24_000, { recent: 1 }),
	made('openai/gpt-5.4@high', 'GPT-5.4 (high)', 'OpenAI', 0.96, 39_000, { recent: 1 }),
	made('router/gpt-5.4', 'GPT-5.4', 'OpenRouter', 0.94, 25_000, { recent: 2 }),
	made('openai/mini', 'GPT-5.4 mini', 'OpenAI', 0.9, 2_400, { isNew: true }),
	blind(made('deepseek/chat', 'DeepSeek V4', 'DeepSeek', 0.9, 900)),
	made('gateway/next', 'gemini-4-pro-preview-with-a-long-name-2026-11', 'Google Gemini', 0.93, null, {
		usable: false,
		detail: 'no price known; run "Routoo: Set Price" or write it into routoo.prices',
	}),
	made('ollama/qwen3', 'qwen3:8b', 'this computer', 0.71, 0, { detail: 'local' }),
	made('ollama/odd', '<b>odd</b> & *name*', 'this computer', 0.5, 0, { detail: 'local' }),
];
const later: ModelOption = { ...MODELS[0]!.option, id: 'anthropic/new', model: 'anthropic/new', label: 'Claude Sonnet 5', isNew: true };
const models: readonly ModelOption[] = [
	{ id: 'auto', label: 'Auto', recipient: '', detail: 'picks a model for each message', usable: true },
	...MODELS.map(({ option }) => option),
	{ ...later, recent: 3 },
];
const line = routing({ candidateId: 'anthropic/haiku', modelName: 'Claude Haiku 4.5', alternatives: MODELS.map(({ row }) => row) });
const goodEnough = { presets: { save: 0.85, balanced: 0.92, best: 0.98 }, own: null };
const asked = turn({ answers: [answer({ routing: line })] });
const state = chatState([asked], { composer: { ...chatState([]).composer, goodEnough, models } });
const scene = (name: string, button: string, keys: readonly string[]): Scene => ({
	...{ name, view: 'chat', messages: [{ type: 'snapshot', state }], click: [`${button} routoo-menu button`], keys, height: 620 },
});

export const modelMenuScenes: readonly Scene[] = [
	scene('again', '.receipt', []),
	scene('again-found', '.receipt', [...'gpt-5.4']),
	scene('again-efforts', '.receipt', [...'opus', 'ArrowRight', 'ArrowDown']),
	scene('again-end', '.receipt', ['End']),
	scene('again-none', '.receipt', [...'no such']),
	scene('picker-efforts', '.composer-bar', [...'gpt-5.4', 'ArrowRight']),
];
