import type { AcceptanceWeights } from '../../src/core/completion/routing/acceptance-weights.ts';
import { COMPLETION_PRESETS, type CompletionPreset } from '../../src/core/completion/routing/presets.ts';
import type { Catalog } from '../../src/core/model/catalog.ts';
import { CLASSES, type ReplayClass, replayCandidate } from '../../training/completion/classes.ts';
import { type CrossValidated, crossValidate, fitSettings } from '../../training/completion/folds.ts';
import type { RecordedModel } from '../../training/completion/recording.ts';
import type { LoadedSession } from '../../training/completion/rows.ts';
import { memoryStore, sqliteStore } from '../replay/ledger.ts';
import { type ChosenElsewhere, chosenElsewhere } from './elsewhere.ts';
import { type ReplayFigures, type ReplayModel, type ReplayPolicy, replaySessions } from './replay.ts';

const PRESETS: readonly CompletionPreset[] = ['best', 'balanced', 'save'];
const PACED_VALUES = [80, 60, 50, 40, 30, 20];

export interface PolicyResult {
	readonly name: string;
	readonly figures: ReplayFigures;
}

export interface PacedResult extends PolicyResult {
	/** What one point of the chance is worth under the pacing, µ$. */
	readonly pointValue: number;
}

export interface CompletionBenchmark {
	readonly sessions: number;
	readonly packages: number;
	readonly projects: number;
	readonly positions: number;
	/** Best first, as recorded: nothing cleaned. */
	readonly models: readonly { readonly class: ReplayClass; readonly name: string; readonly exact: number; readonly similarity: number }[];
	readonly validated: CrossValidated;
	readonly best: PolicyResult;
	readonly cheapest: PolicyResult;
	/** Baselines first. */
	readonly policies: readonly PolicyResult[];
	/** What a tighter budget does: its pacing lowers what a point is worth. */
	readonly paced: readonly PacedResult[];
	readonly elsewhere: ChosenElsewhere;
}

export interface BenchmarkInput {
	readonly sessions: readonly LoadedSession[];
	readonly models: readonly RecordedModel[];
	readonly catalog: Catalog;
	/** Folder for the ledger of the runs that keep one on disk. */
	readonly folder: string;
	readonly log: (line: string) => void;
}

/** Replays all sessions under every policy; a session's head was fitted without its project. */
export async function benchCompletions({ sessions, models, catalog, folder, log }: BenchmarkInput): Promise<CompletionBenchmark> {
	log('fitting the heads of the folds');
	const validated = crossValidate(sessions, models, fitSettings(catalog, models));
	const headFor = (project: string): AcceptanceWeights => validated.heads[validated.folds.get(project)!]!;
	const pool = CLASSES.map((entry): ReplayModel => {
		const model = models.findIndex(({ name }) => name.startsWith(entry.model));
		if (model === -1) throw new Error(`${entry.model} was not recorded.`);
		return { candidate: replayCandidate(catalog, entry), model, speed: entry.speed };
	});
	const policies: PolicyResult[] = [];
	const paced: PacedResult[] = [];
	const run = async (
		name: string,
		policy: ReplayPolicy,
		of: readonly ReplayModel[],
		preset: CompletionPreset,
		learns: boolean,
		disk = false,
	) => {
		log(name);
		const store = disk ? sqliteStore(folder) : memoryStore();
		try {
			const figures = await replaySessions({ sessions, models: of, headFor, policy, preset, learns, store });
			policies.push({ name, figures });
		} finally {
			store.close();
		}
	};
	for (const model of pool) await run(`every pause to ${model.candidate.model.wireModel}`, 'pauses', [model], 'best', false);
	for (const preset of PRESETS) await run(`Routoo ${preset}`, 'keys', pool, preset, true, preset === 'balanced');
	for (const preset of PRESETS) await run(`asked at pauses only, ${preset}`, 'stops', pool, preset, true);
	await run('Routoo balanced, nothing learned', 'keys', pool, 'balanced', false);
	await run('Routoo balanced, the best model alone', 'keys', pool.slice(0, 1), 'balanced', true);
	for (const preset of ['best', 'balanced'] as const) {
		for (const pointValue of PACED_VALUES.filter((value) => value < COMPLETION_PRESETS[preset].pointValue)) {
			const name = `Routoo ${preset}, paced`;
			log(`${name} to ${pointValue} µ$ a point`);
			const lambda = lambdaFor(preset, pointValue);
			const figures = await replaySessions({
				sessions,
				models: pool,
				headFor,
				policy: 'keys',
				preset,
				lambda,
				learns: true,
				store: memoryStore(),
			});
			paced.push({ name, pointValue, figures });
		}
	}
	log('point values chosen on the other half of the projects');
	const common = { headFor, preset: 'best' } as const;
	const elsewhere = await chosenElsewhere(sessions, {
		best: (own) =>
			replaySessions({ ...common, store: memoryStore(), sessions: own, models: pool.slice(0, 1), policy: 'pauses', learns: false }),
		routed: (own, pointValue) =>
			replaySessions({
				...common,
				store: memoryStore(),
				sessions: own,
				models: pool,
				policy: 'keys',
				learns: true,
				lambda: lambdaFor('best', pointValue),
			}),
	});
	return {
		sessions: sessions.length,
		packages: new Set(sessions.map(({ session }) => session.package)).size,
		projects: new Set(sessions.map(({ session }) => session.project)).size,
		positions: sessions.reduce((sum, { rows }) => sum + rows.size, 0),
		models: pool.map(({ model }, i) => ({ class: CLASSES[i]!, name: models[model]!.name, ...recordedRate(sessions, model) })),
		validated,
		best: policies[0]!,
		cheapest: policies[pool.length - 1]!,
		policies,
		paced,
		elsewhere,
	};
}

/** Pressure of the pacing, points per dollar, at which a preset's point is worth so many µ$. */
function lambdaFor(preset: CompletionPreset, pointValue: number): number {
	return 1_000_000 * (1 / pointValue - 1 / COMPLETION_PRESETS[preset].pointValue);
}

function recordedRate(sessions: readonly LoadedSession[], model: number): { exact: number; similarity: number } {
	const outcomes = sessions.flatMap(({ rows }) => [...rows.values()].map((row) => row.outcomes[model]!));
	const sum = (of: (o: (typeof outcomes)[number]) => number): number => outcomes.reduce((total, o) => total + of(o), 0);
	return { exact: sum((o) => o.exact), similarity: sum((o) => o.similarity) / outcomes.length };
}
