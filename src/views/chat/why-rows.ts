import * as l10n from '@vscode/l10n';
import type { RoutingLine, RoutingRow } from '../../protocol/chat.ts';
import { recipientName } from '../../protocol/format.ts';

/** Why a model stands in the first screen: the chosen one, the next by the decision, the best that is cheaper, the best that is better. */
export type Role = 'chosen' | 'next' | 'cheaper' | 'better';

/** One model of a decision, its allowed efforts inside. */
export interface WhyModel {
	readonly name: string;
	/** The effort that stands for it: the chosen one, else the one that the decision puts first. */
	readonly row: RoutingRow;
	/** Its effort in words; null where it has one alone. */
	readonly effort: string | null;
	readonly otherEfforts: readonly RoutingRow[];
	readonly roles: readonly Role[];
}

interface WhyRows {
	readonly shown: readonly WhyModel[];
	readonly rest: readonly WhyModel[];
	/** One a model and reason. */
	readonly excluded: readonly { readonly name: string; readonly whyNot: string }[];
}

/** What "why" shows at once, what on request, and what was not allowed. */
export function whyRows({ alternatives, candidateId }: Pick<RoutingLine, 'alternatives' | 'candidateId'>): WhyRows {
	const allowed = alternatives.filter(({ excluded }) => !excluded);
	const groups = [...Map.groupBy(allowed, keyOf).values()].sort((a, b) => Number(has(b, candidateId)) - Number(has(a, candidateId)));
	const models = groups.map((rows) => modelOf(rows, candidateId));
	const names = Map.groupBy(models, ({ name }) => name);
	const told = models.map((model) =>
		names.get(model.name)!.length > 1 ? { ...model, name: `${model.name} · ${recipientName(model.row.recipient)}` } : model,
	);
	const [chosen, ...others] = told;
	if (chosen === undefined) return { shown: [], rest: [], excluded: excludedOf(alternatives) };
	const roles = new Map<WhyModel, Role[]>([[chosen, ['chosen']]]);
	const give = (role: Role, model: WhyModel | undefined): void => {
		if (model !== undefined) roles.set(model, [...(roles.get(model) ?? []), role]);
	};
	const { expectedCost: price, quality } = chosen.row;
	give('next', others[0]);
	give(
		'cheaper',
		others.find(({ row }) => row.expectedCost !== null && price !== null && row.expectedCost < price),
	);
	give(
		'better',
		others.find(({ row }) => row.quality.mean >= quality.mean + SEEN),
	);
	return {
		shown: told.filter((model) => roles.has(model)).map((model) => ({ ...model, roles: roles.get(model) ?? [] })),
		rest: told.filter((model) => !roles.has(model)),
		excluded: excludedOf(alternatives),
	};
}

/** A smaller difference of quality is none that the figures show. */
const SEEN = 0.005;

function has(rows: readonly RoutingRow[], candidateId: string): boolean {
	return rows.some((row) => row.candidateId === candidateId);
}

/** Chats of earlier versions do not say which rows are one model. */
function keyOf({ model, candidateId }: RoutingRow): string {
	return model ?? candidateId;
}

function modelOf(rows: readonly RoutingRow[], candidateId: string): WhyModel {
	const row = rows.find((one) => one.candidateId === candidateId) ?? rows[0]!;
	if (rows.length === 1) return { name: row.modelName, row, effort: null, otherEfforts: [], roles: [] };
	return { name: nameOf(rows), row, effort: effortOf(row), otherEfforts: rows.filter((other) => other !== row), roles: [] };
}

/** `high`, or `default` as the model runs by itself. */
export function effortOf({ effort }: RoutingRow): string {
	return effort ?? l10n.t('default');
}

/** Without the effort in parentheses. */
function nameOf(rows: readonly RoutingRow[]): string {
	const [first] = rows as readonly [RoutingRow, ...RoutingRow[]];
	const usual = rows.find(({ effort }) => effort === null);
	if (usual !== undefined) return usual.modelName;
	const suffix = ` (${first.effort})`;
	return first.modelName.endsWith(suffix) ? first.modelName.slice(0, -suffix.length) : first.modelName;
}

function excludedOf(alternatives: readonly RoutingRow[]): WhyRows['excluded'] {
	const open = new Set(alternatives.filter(({ excluded }) => !excluded).map(keyOf));
	const groups = Map.groupBy(
		alternatives.filter(({ excluded }) => excluded),
		(row) => JSON.stringify([keyOf(row), row.whyNot]),
	);
	return [...groups.values()].map((rows) => {
		const [{ whyNot, modelName }] = rows as [RoutingRow, ...RoutingRow[]];
		if (rows.length === 1) return { name: modelName, whyNot };
		// Where other efforts are allowed, it matters which are not.
		const which = open.has(keyOf(rows[0]!)) ? ` (${rows.map(effortOf).join(', ')})` : '';
		return { name: nameOf(rows) + which, whyNot };
	});
}

/** Where the bars begin, 0..1: below all that is shown and below the bar, so that what differs looks different. */
export function barsFrom(rows: readonly RoutingRow[], goodEnough: number | undefined): number {
	const least = Math.min(0.9, goodEnough ?? 1, ...rows.map(({ quality }) => quality.low));
	return Math.max(0, Math.floor(10 * least + 1e-9) / 10);
}
