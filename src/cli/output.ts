import type { Routed } from '../app/insights/route-json.ts';
import { isPaid } from '../core/money/request-cost.ts';
import type { RouteAlternative, RouteDecision } from '../core/routing/types.ts';
import { countedTokens, formatDuration, formatEstimate, formatInterval, formatMoney, formatPercent } from '../protocol/format.ts';

/** Rows of the table without --all. */
const ROWS = 15;
/** Columns of a line: where nobody says how wide the terminal is, and the least and most that are used of it. */
const LINE = { usual: 100, least: 80, most: 120 } as const;
/** Longer names of models are cut. */
const LONGEST_NAME = 30;
const HEADER = ['', 'model', 'quality', 'cost', 'wait', 'why not'] as const;

/**
 * The decision for people: what, why, then the table in the order of the score. `terminal`: columns of the terminal, where there is one.
 */
export function routedText({ request, prediction, decision }: Routed, all: boolean, terminal?: number): string {
	const columns = Math.min(LINE.most, Math.max(LINE.least, terminal ?? LINE.usual));
	const { chosen, alternatives } = decision;
	const allowed = alternatives.filter(({ excluded }) => excluded === null);
	const listed = all ? alternatives : (allowed.length > 0 ? allowed : alternatives).slice(0, ROWS);
	const lines = [...headline(decision), ''];
	if (prediction.missing !== undefined)
		lines.push(`Note: "${prediction.missing}" is not attached, so that a model has to guess or to ask (--file PATH).`, '');
	if (prediction.degraded !== null) lines.push(`Note: ${prediction.degraded}`, '');
	lines.push(...table(listed, chosen, columns), '');
	const hidden = allowed.length - listed.filter(({ excluded }) => excluded === null).length;
	const excluded = alternatives.length - allowed.length - listed.filter((alternative) => alternative.excluded !== null).length;
	const rest = [hidden > 0 ? `${hidden} more` : '', excluded > 0 ? `${excluded} not allowed` : ''].filter((part) => part !== '').join(', ');
	if (rest !== '') lines.push(`${rest}: --all shows ${hidden + excluded === 1 ? 'it' : 'them'}.`);
	const files = request.attachments.length > 0 ? `, ${request.attachments.length} attached` : '';
	lines.push(
		`Task: ${prediction.taskKind}, ${countedTokens(prediction.inputTokens)}${files}. Quality: expected share of adequate answers (10-90 %).`,
	);
	return lines.flatMap((line) => wrap(plain(line), columns)).join('\n');
}

function headline(decision: RouteDecision): string[] {
	const { chosen } = decision;
	if (chosen === null) return [decision.reason];
	const money = isPaid(chosen.cost) ? `${formatEstimate(chosen.cost.expected)} (at most ${formatMoney(chosen.cost.max)})` : 'free';
	const share = `${formatPercent(chosen.quality.mean)} (${formatInterval(chosen.quality)})`;
	const line = `${nameOf(chosen)}   ${share}   ${money}   about ${formatDuration(chosen.latencyMs)}   to ${chosen.candidate.recipient}`;
	return [line, decision.reason];
}

/** Every column as wide as its widest cell; the last one takes what is left of the line. */
function table(listed: readonly RouteAlternative[], chosen: RouteAlternative | null, columns: number): string[] {
	const rows = [HEADER, ...listed.map((alternative) => cells(alternative, alternative === chosen))];
	const widths = HEADER.map((_, column) => Math.max(1, ...rows.map((row) => row[column]?.length ?? 0)));
	const left = columns - widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
	const lines = rows.map(([mark = '', model = '', share = '', cost = '', wait = '', why = '']) =>
		[
			mark.padEnd(widths[0] ?? 0),
			model.padEnd(widths[1] ?? 0),
			share.padStart(widths[2] ?? 0),
			cost.padStart(widths[3] ?? 0),
			wait.padStart(widths[4] ?? 0),
			cut(why, left),
		]
			.join('  ')
			.trimEnd(),
	);
	lines.splice(1, 0, '-'.repeat(columns));
	return lines;
}

function cells(alternative: RouteAlternative, isChosen: boolean): readonly string[] {
	const { quality: estimate, cost, latencyMs, whyNot } = alternative;
	return [
		isChosen ? '*' : '',
		cut(nameOf(alternative), LONGEST_NAME),
		`${formatPercent(estimate.mean)} (${formatInterval(estimate)})`,
		isPaid(cost) ? formatEstimate(cost.expected) : cost.basis === 'unknown' ? 'unknown' : 'free',
		formatDuration(latencyMs),
		isChosen ? 'chosen' : (whyNot.split(';')[0] ?? ''),
	];
}

function nameOf({ candidate }: RouteAlternative): string {
	return candidate.displayName;
}

function cut(text: string, width: number): string {
	return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

function wrap(text: string, columns: number): string[] {
	if (text.length <= columns) return [text];
	return text.match(new RegExp(`.{1,${columns}}(?:\\s|$)`, 'g'))?.map((line) => line.trimEnd()) ?? [text];
}

/** No-break spaces keep a figure together in a view; a terminal's search and copy want plain ones. */
function plain(line: string): string {
	return line.replaceAll('\u00a0', ' ');
}
