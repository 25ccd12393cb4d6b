import type { AgentColumn, AgentSet } from '../../training/runs/data.ts';

export interface AgentPool {
	readonly name: string;
	readonly columns: readonly string[];
}

/** Models of one scaffold; no Haiku is among the recorded ones. */
export const AGENT_POOLS: readonly AgentPool[] = [
	{ name: 'two: MiniMax-M3, Opus 4.8', columns: ['MiniMax-M3', 'claude-opus-4-8'] },
	{ name: 'two: DeepSeek-V4-Pro, GPT-5.5', columns: ['DeepSeek-V4-Pro', 'GPT-5.5'] },
	{ name: 'Anthropic', columns: ['claude-sonnet-4-5', 'claude-sonnet-4-6', 'claude-opus-4-8'] },
	{ name: 'OpenAI', columns: ['GPT-5.2', 'GPT-5.4', 'GPT-5.5'] },
	{ name: 'Google', columns: ['Gemini-3-Flash', 'Gemini-3.1-Pro', 'Gemini-3.5-Flash'] },
	{ name: 'open models and one strong', columns: ['DeepSeek-V4-Pro', 'MiniMax-M3', 'Kimi-K2.6', 'GLM-5.1', 'claude-opus-4-8'] },
	{
		name: 'released in 2026',
		columns: [
			'DeepSeek-V4-Pro',
			'GLM-5.1',
			'GPT-5.4',
			'GPT-5.5',
			'Gemini-3.1-Pro',
			'Gemini-3.5-Flash',
			'Kimi-K2.5',
			'Kimi-K2.6',
			'MiniMax-M2.5',
			'MiniMax-M2.7',
			'MiniMax-M3',
			'Qwen3.6-Plus',
			'claude-opus-4-6',
			'claude-opus-4-7',
			'claude-opus-4-8',
			'claude-sonnet-4-6',
		],
	},
];

/** The recorded runs of a pool's models on the issues that all of them ran: outcomes and costs by model, then by issue. */
export interface PoolRuns {
	readonly pool: string;
	readonly set: string;
	readonly columns: readonly AgentColumn[];
	/** Places of the issues in the set. */
	readonly places: readonly number[];
	readonly repositories: readonly string[];
	readonly solved: readonly Float64Array[];
	readonly cost: readonly Float64Array[];
}

/** Null where the set lacks a model of the pool. `keep`: repositories that count. */
export function poolRuns(
	set: AgentSet,
	{ name, columns: names }: AgentPool,
	keep: (repository: string) => boolean = () => true,
): PoolRuns | null {
	const columns = names.flatMap((column) => set.columns.find((c) => c.name === column) ?? []);
	if (columns.length < names.length) return null;
	const places = set.issues.flatMap(({ repository }, i) => (keep(repository) && columns.every((c) => !Number.isNaN(c.cost[i])) ? [i] : []));
	const pick = (values: Float64Array): Float64Array => Float64Array.from(places, (i) => values[i]!);
	return {
		pool: name,
		set: set.name,
		columns,
		places,
		repositories: places.map((i) => set.issues[i]!.repository),
		solved: columns.map((c) => pick(c.solved)),
		cost: columns.map((c) => pick(c.cost)),
	};
}
