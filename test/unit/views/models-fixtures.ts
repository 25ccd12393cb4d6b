import type {
	EffortView,
	EndpointView,
	FileView,
	MeasuredView,
	ModelsState,
	ModelView,
	QualityFigure,
} from '../../../src/protocol/models-page.ts';
import { NOW } from './fixtures.ts';

const DAY = 86_400_000;
export const KINDS: ModelsState['kinds'] = [
	['write', 'new code'],
	['fix', 'fixes'],
	['debug', 'debugging'],
	['refactor', 'refactorings'],
	['test', 'tests'],
	['explain', 'explanations'],
	['review', 'reviews'],
	['design', 'designs'],
	['data', 'data'],
	['math', 'mathematics'],
].map(([id = '', label = '']) => ({ id, label }));

/** A figure for each kind, from the middle one. */
export function figures(middle: number, half = 0.06): readonly QualityFigure[] {
	return KINDS.map((_, i) => {
		const mean = Math.min(0.99, Math.max(0.02, middle + ((i * 7) % 5) * 0.02 - 0.04));
		return { mean, low: Math.max(0, mean - half), high: Math.min(1, mean + half * 0.8) };
	});
}

export function measured(change: Partial<MeasuredView> = {}): MeasuredView {
	return {
		...{ requests: 38, failed: 1 },
		...{ firstTokenMs: { p50: 900, p90: 2100 }, durationMs: { p50: 6200, p90: 14_000 } },
		...change,
	};
}

export function effortView(id: string, label: string, change: Partial<EffortView> = {}): EffortView {
	return { id, label, use: true, qualities: figures(0.86), measured: null, ...change };
}

export function modelView(id: string, name: string, change: Partial<ModelView> = {}): ModelView {
	return {
		...{ id, name, wire: id.slice(id.indexOf('/') + 1), vendor: 'OpenAI', use: 'on', blocked: null, resting: null, pinned: false },
		...{ newSince: null, lastAt: null, contextTokens: 400_000, contextAssumed: false, measured: null },
		evidence: { scores: 12, newest: '2026-10-31', signals: 0, byKind: KINDS.map(() => 0) },
		price: { text: '$1.25 / $10.00 per Mtok', source: 'developers.openai.com, 2026-09-23', canSet: true },
		efforts: [effortView(id, 'as it runs by default')],
		...change,
	};
}

const openai: EndpointView = {
	...{ id: 'openai', name: 'OpenAI', where: 'api.openai.com', origin: 'builtIn', needsKey: true, error: null },
	models: [
		modelView('openai/gpt-5.4', 'GPT-5.4', {
			...{ pinned: true, use: 'part', lastAt: NOW - DAY, measured: measured() },
			evidence: { scores: 14, newest: '2026-10-31', signals: 12, byKind: KINDS.map((_, i) => (i === 4 ? 9 : i === 0 ? 3 : 0)) },
			price: {
				text: '$1.25 / $10.00 per Mtok',
				source: 'developers.openai.com, 2026-09-23; prompts above 272k tokens cost more',
				canSet: true,
			},
			efforts: [
				effortView('openai/gpt-5.4', 'medium (default)', { qualities: figures(0.88), measured: measured() }),
				effortView('openai/gpt-5.4@low', 'low', { qualities: figures(0.83) }),
				effortView('openai/gpt-5.4@xhigh', 'xhigh', { use: false, qualities: figures(0.91, 0.05) }),
			],
		}),
		modelView('openai/gpt-5.4-mini', 'GPT-5.4 mini', {
			...{ lastAt: NOW, measured: measured({ failed: 0, firstTokenMs: { p50: 400, p90: 800 } }) },
			price: { text: '$0.25 / $2.00 per Mtok', source: 'developers.openai.com, 2026-09-23', canSet: true },
			efforts: [effortView('openai/gpt-5.4-mini', 'medium (default)', { qualities: figures(0.79) })],
		}),
		modelView('openai/gpt-6-astra', 'GPT-6 Astra', {
			newSince: NOW - 3 * DAY,
			price: { text: 'no price known', source: 'nobody lists one, so Auto leaves it out until you set one', canSet: true },
			blocked: 'no price known; run "Routoo: Set Price" or write it into routoo.prices',
			evidence: { scores: 0, newest: null, signals: 0, byKind: KINDS.map(() => 0) },
			efforts: [effortView('openai/gpt-6-astra', 'as it runs by default', { qualities: figures(0.9, 0.16) })],
		}),
	],
};

const gateway: EndpointView = {
	...{ id: 'company', name: 'Company gateway', where: 'models.company.example', origin: 'own', needsKey: true },
	error: 'Company gateway did not list its models in 15 s. Refresh the models later.',
	models: [
		modelView('company/anthropic/claude-sonnet-4.5-20250929-thinking', 'Claude Sonnet 4.5', {
			...{ vendor: 'Anthropic', use: 'off', resting: 'left alone for 4 min: too many requests', contextTokens: 200_000 },
			measured: measured({ requests: 12, failed: 4, firstTokenMs: { p50: 1900, p90: 11_000 } }),
			price: { text: '$3.00 / $15.00 per Mtok', source: 'set by you in routoo.prices', canSet: true },
			efforts: [effortView('company/anthropic/claude-sonnet-4.5-20250929-thinking', 'as it runs by default', { use: false })],
		}),
	],
};

const ollama: EndpointView = {
	...{ id: 'ollama', name: 'Ollama', where: 'localhost:11434', origin: 'found', needsKey: false, error: null },
	models: [
		modelView('ollama/qwen2.5-coder:7b', 'Qwen2.5-Coder 7B', {
			...{ vendor: 'Alibaba Cloud', contextTokens: 8192, contextAssumed: true },
			price: { text: 'local', source: 'runs on this computer, so nothing is paid', canSet: false },
			efforts: [effortView('ollama/qwen2.5-coder:7b', 'as it runs by default', { qualities: figures(0.52, 0.12) })],
		}),
	],
};

function modelFile(name: string, file: FileView): ModelView {
	const id = `gguf/${name}`;
	return modelView(id, name, {
		...{ file, vendor: '', contextTokens: 32_768 },
		price: { text: 'local', source: 'runs on this computer, so nothing is paid', canSet: false },
		efforts: [effortView(id, 'as it runs by default', { qualities: figures(0.42, 0.14) })],
	});
}

/** Model files of the user's, in every state. */
export const FILES: EndpointView = {
	...{ id: 'gguf', name: 'Model files', where: 'this computer', origin: 'files', needsKey: false, error: null },
	models: [
		modelFile('Qwen2.5-Coder-7B-Instruct-Q4_K_M', {
			...{ state: 'running', words: 'Runs in this window (process 4711) and ends with it.' },
			path: '/home/ada/models/Qwen2.5-Coder-7B-Instruct-Q4_K_M.gguf',
		}),
		modelFile('SmolLM2-135M-Instruct.Q4_1', {
			...{ state: 'stopped', words: 'Does not run; the first message to it starts it.' },
			path: '/home/ada/models/SmolLM2-135M-Instruct.Q4_1.gguf',
		}),
		modelFile('new-kind-3b', {
			state: 'failed',
			words: 'llama-server ended with new-kind-3b.gguf (exit code 1). Its last lines: unknown model architecture',
			path: '/home/ada/models/new-kind-3b.gguf',
		}),
	],
};

export const ENDPOINTS: readonly EndpointView[] = [openai, gateway, ollama];

export function modelsState(change: Partial<ModelsState> = {}): ModelsState {
	return {
		...{ kinds: KINDS, endpoints: ENDPOINTS, listing: false, limited: true, localOnly: false, degraded: null, ledgerTrouble: null },
		...{ preferences: [], now: NOW },
		...change,
	};
}

/** As long as nothing is estimated. */
export function unestimated(endpoints: readonly EndpointView[]): readonly EndpointView[] {
	return endpoints.map((endpoint) => ({
		...endpoint,
		models: endpoint.models.map((model) => ({ ...model, efforts: model.efforts.map((effort) => ({ ...effort, qualities: null })) })),
	}));
}
