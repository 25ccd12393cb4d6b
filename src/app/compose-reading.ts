import * as l10n from '@vscode/l10n';
import type { GatewayDeps, GatewayRequest } from '../core/gateway/types.ts';
import { catalogCandidates } from '../core/model/build-candidates.ts';
import type { Candidate } from '../core/model/candidate.ts';
import type { Catalog } from '../core/model/catalog.ts';
import { isPaid, requestCost } from '../core/money/request-cost.ts';
import type { ReadingWeights } from '../core/reading/weights.ts';
import type { Prediction } from '../core/routing/types.ts';
import type { BudgetService } from './budget/service.ts';
import type { ComposedAgent } from './compose-agent.ts';
import type { ModelRegistry } from './models/registry.ts';
import type { RouterPorts } from './ports.ts';
import { FileSource } from './reading/file-source.ts';
import { JudgeSource } from './reading/judge-source.ts';
import type { ReadingSource } from './reading/ports.ts';
import { DeepReadingService } from './reading/service.ts';
import { weightsOnce } from './reading/weights-file.ts';

/** Of the catalog, the first that it holds: small models of today, below which nobody is trusted to judge. */
const BARS = ['claude-haiku-4-5', 'gpt-5.4-mini'];

interface Composed {
	readonly models: ModelRegistry;
	readonly budget: BudgetService;
	gateway(): GatewayDeps;
	agent(): ComposedAgent;
}

/** The slower reader of what is dear. Its weights are read before the first reading, not before. */
export function composeReading(ports: RouterPorts, { models, budget, gateway, agent }: Composed): DeepReadingService {
	const { clock, timers, settings, notices, log, newId, catalog, reading: own } = ports;
	const weights = own === undefined ? async () => null : weightsOnce(own.modelFolder, notices, (line) => log.warn(line));
	const sources = new Map<ReadingSource['by'], ReadingSource>();
	const made = (by: ReadingSource['by'], { judge, file }: ReadingWeights): ReadingSource | null => {
		const reader = own?.reader ?? null;
		if (by === 'file') return reader === null || file === null ? null : new FileSource(reader, file);
		const spentOn: JudgeSourceSpent = (...spent) => agent().service.spentOn(...spent);
		return new JudgeSource({ gateway, newId, models, budget, spentOn, bar: barOf(catalog), log: (line) => log.info(line) }, judge);
	};
	return new DeepReadingService({
		...{ clock, timers },
		settings: () => settings.current().reading,
		source: async (by) => {
			const read = await weights();
			const source = sources.get(by) ?? (read === null ? null : made(by, read));
			if (source !== null) sources.set(by, source);
			return source;
		},
		expected: (request, prediction) => expectedCosts(request, prediction, agent().estimates, clock.now()),
		leftOut: (candidates) => gateway().health.leftOut(candidates, 'chat'),
		tell: (text) =>
			notices.tell('warning', text, {
				subject: 'reading',
				actions: [{ label: l10n.t('Open setting'), command: 'openSettings', args: ['routoo.reading'] }],
			}),
		withdraw: () => notices.withdraw('reading'),
		log: (line) => log.info(line),
	});
}

type JudgeSourceSpent = ConstructorParameters<typeof JudgeSource>[0]['spentOn'];

function barOf(catalog: Catalog): Candidate | null {
	const all = catalogCandidates(catalog);
	for (const id of BARS) {
		const found = all.find(({ catalogId, effort, local }) => catalogId === id && effort === null && !local);
		if (found !== undefined) return found;
	}
	return null;
}

/** Of the whole run where one begins, else of the request. */
function expectedCosts(
	{ candidates, route, prompt }: GatewayRequest,
	prediction: Prediction,
	estimates: ComposedAgent['estimates'],
	now: number,
): readonly (number | null)[] {
	const of = { taskKind: prediction.taskKind, inputTokens: prompt.tokens, runSteps: prediction.runSteps };
	const runs = route.needs.tools ? estimates(candidates, of) : [];
	return candidates.map((candidate, i) => {
		const { outputTokens } = prediction.candidates[i]!;
		const cost = requestCost(candidate, { inputTokens: prompt.tokens, outputTokens, cache: null, now, spendable: null });
		if (cost.basis === 'unknown') return null;
		return isPaid(cost) ? (runs[i]?.expected ?? cost.expected) : 0;
	});
}
