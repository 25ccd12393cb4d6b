import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import type { LedgerRow } from '../../../core/money/ledger.ts';
import type { RoutingLine, RoutingRow } from '../../../core/routing/routing-line.ts';
import { formatEstimate, formatInterval, formatMoney, formatQuality } from '../../../protocol/format.ts';
import type { AnswerNote, DecisionNote, PastTurn } from './types.ts';
import { plainText, table } from './words.ts';

/** Two qualities nearer than this are called the same. */
const SAME = 0.005;

/** The chosen model, and of the others those that say most about the choice. */
export function decisionNote(line: RoutingLine, cost: number | null): DecisionNote {
	const chosen = line.alternatives.find(({ candidateId }) => candidateId === line.candidateId);
	const others = line.alternatives.filter(({ candidateId }) => candidateId !== line.candidateId);
	const roles = new Map<RoutingRow, string[]>();
	const add = (row: RoutingRow | undefined, role: string): void => {
		if (row !== undefined) roles.set(row, [...(roles.get(row) ?? []), role]);
	};
	add(
		others.find(({ excluded }) => !excluded),
		'runner-up',
	);
	// What could have answered comes first.
	const allowedFirst = [...others].sort((a, b) => Number(a.excluded) - Number(b.excluded));
	const own = line.expectedCost;
	const cheaper = allowedFirst.filter(({ expectedCost }) => own !== null && expectedCost !== null && expectedCost < own);
	const better = allowedFirst.filter(({ quality }) => quality.mean > line.quality.mean + SAME);
	add(
		best(cheaper, (row) => row.quality.mean),
		'cheaper',
	);
	add(
		best(better, (row) => -(row.expectedCost ?? Number.MAX_SAFE_INTEGER)),
		'better',
	);
	const rowOf = ({ firstUsefulMs: _, ...row }: RoutingRow, role: string) => ({ ...row, role });
	return {
		reason: line.reason,
		...(line.learned === undefined ? {} : { learned: line.learned }),
		...(line.reading === undefined ? {} : { reading: line.reading }),
		chosen: line.modelName,
		rows: [...(chosen === undefined ? [] : [rowOf(chosen, 'chosen')]), ...[...roles].map(([row, all]) => rowOf(row, all.join(', ')))],
		cost,
	};
}

/** The highest by `worth`, of those that are allowed where any is. */
function best(rows: readonly RoutingRow[], worth: (row: RoutingRow) => number): RoutingRow | undefined {
	const allowed = rows.filter(({ excluded }) => !excluded);
	return [...(allowed.length > 0 ? allowed : rows)].sort((a, b) => worth(b) - worth(a))[0];
}

/** Markdown: the reason, a table of the models compared, what it cost. */
export function decisionWords({ reason, rows, cost, learned = [], reading }: DecisionNote): string {
	// Four columns are what a chat in the side bar has room for.
	const cells = rows.map((row) => [
		`${row.role === 'chosen' ? '**' : ''}${plainText(row.modelName, 80)}${row.role === 'chosen' ? '**' : ''}`,
		`${formatQuality(row.quality)} (${formatInterval(row.quality)})`,
		row.expectedCost === null ? l10n.t('not known') : row.expectedCost === 0 ? l10n.t('free') : plainText(formatEstimate(row.expectedCost)),
		row.role === 'chosen' || row.whyNot === '' ? rolesInWords(row.role) : `${rolesInWords(row.role)}: ${plainText(row.whyNot, 160)}`,
	]);
	const paid = cost === null ? '' : `\n${l10n.t('It cost {0}.', plainText(formatMoney(cost)))}\n`;
	const told = [...(reading === undefined ? [] : [reading]), ...learned].map((words) => `\n${plainText(words, 300)}\n`).join('');
	const head = [l10n.t('Model'), l10n.t('Quality'), l10n.t('Price'), l10n.t('Why')];
	return `${plainText(reason, 600)}\n${table(head, cells)}${told}${paid}`;
}

/** @param roles as `decisionNote` keeps them: `runner-up, cheaper` */
function rolesInWords(roles: string): string {
	return roles
		.split(', ')
		.map((role) => ROLES.get(role)?.() ?? role)
		.join(', ');
}

const ROLES: ReadonlyMap<string, () => string> = new Map([
	['chosen', () => l10n.t('chosen')],
	['runner-up', () => l10n.t('runner-up')],
	['cheaper', () => l10n.t('cheaper')],
	['better', () => l10n.t('better')],
]);

/** What the ledger kept of a decision, where nothing else is known of it. */
export function rowWords({ decision, cost, state }: LedgerRow): string {
	const { modelName, quality, qualityLow, qualityHigh, reason, change } = decision;
	const figures = `${formatQuality({ mean: quality })} (${formatInterval({ low: qualityLow, high: qualityHigh })})`;
	const changed = change === undefined ? '' : ` ${plainText(change, 300)}`;
	const paid =
		state === 'outstanding' ? l10n.t('not booked yet') : state === 'released' ? l10n.t('not answered') : plainText(formatMoney(cost));
	return `**${plainText(modelName, 80)}**, ${figures}, ${paid}. ${plainText(reason, 600)}${changed}\n`;
}

const figure = z.number();
const short = z.string().check(z.maxLength(2000));
const noteSchema = z.object({
	version: z.literal(1),
	conversation: z.string().check(z.maxLength(200)),
	runId: z.optional(z.string().check(z.maxLength(300))),
	lead: short,
	decision: z.nullable(
		z.object({
			reason: short,
			chosen: short,
			learned: z.optional(z.array(short).check(z.maxLength(8))),
			reading: z.optional(short),
			cost: z.nullable(figure),
			rows: z
				.array(
					z.object({
						candidateId: short,
						modelName: short,
						recipient: short,
						quality: z.object({ mean: figure, low: figure, high: figure }),
						expectedCost: z.nullable(figure),
						latencyMs: figure,
						whyNot: short,
						excluded: z.boolean(),
						role: short,
					}),
				)
				.check(z.maxLength(8)),
		}),
	),
	error: z.nullable(short),
	compare: z.nullable(z.tuple([short, short])),
});

/** What an earlier answer kept; null for anything else, such as that of another version. */
export function noteOf(metadata: unknown): AnswerNote | null {
	const parsed = noteSchema.safeParse(metadata);
	return parsed.success ? parsed.data : null;
}

/** The last decision of this conversation. */
export function lastDecision(history: readonly PastTurn[]): DecisionNote | null {
	for (const { metadata } of history.toReversed()) {
		const decision = noteOf(metadata)?.decision ?? null;
		if (decision !== null) return decision;
	}
	return null;
}
