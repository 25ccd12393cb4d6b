import type { CompletionGate } from '../../core/completion/engine-types.ts';
import type { SpendSummary } from '../../core/money/ledger.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';
import type { BudgetView } from '../../protocol/common.ts';
import { comparedInWords, formatEstimate, formatMoney, formatQuality } from '../../protocol/format.ts';
import { completionStatusText } from '../completion/status-text.ts';

/** Everything the status bar item depends on. */
export interface StatusState {
	/** `failed`: activation or the ledger failed; `reason` is one sentence. */
	readonly health: { readonly kind: 'starting' | 'ready' } | { readonly kind: 'failed'; readonly reason: string };
	/** Usable models now; null while the first listing runs. */
	readonly usableModels: number | null;
	readonly predictor: { readonly kind: 'resting' | 'loading' | 'ready' | 'degraded'; readonly reason: string | null };
	/** The last decision, or the preview of the next one while the user types. */
	readonly last: RoutingLine | null;
	readonly budget: BudgetView | null;
	readonly summary: SpendSummary | null;
	readonly projected: number | null;
	/** Name of the model that savings are counted against; null where there is none. */
	readonly reference: string | null;
	readonly localOnly: boolean;
	/** State of completions in the active file. */
	readonly completions: CompletionGate;
	/** Most that completions may take of the budget, µ$; null = no limit of their own. */
	readonly completionsLimit: number | null;
	/** On which machine Routoo runs, one sentence; null or absent where there is only one. */
	readonly machine?: string | null;
}

export interface StatusView {
	readonly text: string;
	readonly background: 'none' | 'warning' | 'error';
	/** Markdown with command links. */
	readonly tooltip: string;
	/** For screen readers. */
	readonly label: string;
}

const MARK = '◆';

/** A pure switch over the state, worst first: failed, budget reached, no model, starting, offline predictor, ready. */
export function statusView(state: StatusState): StatusView {
	const money = moneyText(state.budget);
	const tooltip = tooltipText(state);
	const view = (text: string, background: StatusView['background']): StatusView => ({
		text: `${MARK} ${text}`,
		background,
		tooltip,
		label: `Routoo: ${text}`,
	});
	const level = state.budget?.level ?? 'ok';
	const background = level === 'reached' ? 'error' : level === 'ok' ? 'none' : 'warning';
	if (state.health.kind === 'failed') return view('Routoo cannot start', 'error');
	if (state.health.kind === 'starting' || state.usableModels === null) return view(join('Routoo', money), background);
	if (state.usableModels === 0) return view(join('no model', money), background === 'none' ? 'warning' : background);
	const completions = completionStatusText(state.completions).text;
	const model = state.last ? `${shortName(state.last.modelName)} ${formatQuality(state.last.quality)}` : 'Auto';
	const offline = state.predictor.kind === 'degraded' ? ' · offline predictor' : '';
	return view(join(model + offline + (completions === null ? '' : ` · ${completions}`), money), background);
}

function join(left: string, right: string): string {
	return right === '' ? left : `${left}   ${right}`;
}

/** `$7.60 / $20`, `$7.60` without a limit, nothing before the ledger is read. */
function moneyText(budget: BudgetView | null): string {
	if (budget === null) return '';
	const spent = cents(budget.spent);
	return budget.limit === null ? spent : `${spent} / ${wholeDollars(budget.limit)}`;
}

function cents(micros: number): string {
	return micros > 0 && micros < 10_000 ? '<$0.01' : `$${(micros / 1_000_000).toFixed(2)}`;
}

function wholeDollars(micros: number): string {
	return micros % 1_000_000 === 0 ? `$${micros / 1_000_000}` : cents(micros);
}

/** The vendor's path is of no use in 20 characters. */
function shortName(name: string): string {
	const last = name.split('/').at(-1) ?? name;
	return last.length > 24 ? `${last.slice(0, 23)}…` : last;
}

function markdown(text: string): string {
	return text.replace(/[\\`*_{}[\]()#+\-.!|<>$~]/g, '\\$&').replace(/\s+/g, ' ');
}

function tooltipText(state: StatusState): string {
	const lines: string[] = [];
	if (state.health.kind === 'failed') lines.push(markdown(state.health.reason));
	const { budget, summary } = state;
	if (budget && summary) {
		const of = budget.limit === null ? 'no limit' : `of ${formatMoney(budget.limit)}`;
		lines.push(
			[
				`Today: ${markdown(formatMoney(summary.today))}`,
				`This month: ${markdown(`${formatMoney(budget.spent)}, ${of}`)}`,
				...(budget.outstanding > 0 ? [`Reserved: ${markdown(formatMoney(budget.outstanding))}`] : []),
				...(state.projected === null ? [] : [`Projected: ${markdown(formatEstimate(state.projected))}`]),
				...savedLine(state.reference, summary.saved),
			].join('  \n'),
		);
	}
	lines.push(...completionLines(state));
	if (state.usableModels === 0) lines.push('No model is usable: set an API key, add an endpoint or start a local model server.');
	if (state.predictor.kind === 'degraded')
		lines.push(`Offline predictor: ${markdown(state.predictor.reason ?? 'the encoder could not run.')}`);
	if (state.predictor.kind === 'loading') lines.push('The predictor is loading.');
	if (state.predictor.kind === 'resting') lines.push('The predictor loads when you open the chat.');
	if (state.localOnly) lines.push('Local models only.');
	if (state.machine != null) lines.push(markdown(state.machine));
	if (state.last)
		lines.push(`Last choice: ${markdown(state.last.modelName)} (${markdown(state.last.recipient)}). ${markdown(state.last.reason)}`);
	const links = ['[Dashboard](command:routoo.openDashboard)', '[Budget](command:routoo.setBudget)'];
	if (state.usableModels === 0) links.unshift('[Set API key](command:routoo.setKey)', '[Add endpoint](command:routoo.addEndpoint)');
	lines.push(links.join(' · '));
	return lines.join('\n\n');
}

/** Less than nothing where the reference is cheaper than what was used. */
function savedLine(reference: string | null, saved: number): string[] {
	if (reference === null && saved === 0) return [];
	const what = saved < 0 ? `Spent more: ${formatEstimate(-saved)}` : `Saved: ${formatEstimate(saved)}`;
	return [markdown(`${what}, ${comparedInWords(reference)}`)];
}

/** Spend of completions, their state and its way out. */
function completionLines({ summary, completions, completionsLimit, usableModels }: StatusState): string[] {
	const { line, links } = completionStatusText(completions);
	const spent = summary?.byPurpose.completion;
	const of = completionsLimit === null ? '' : ` of ${formatMoney(completionsLimit)}`;
	const requests = spent === undefined ? '' : `${spent.requests.toLocaleString('en-US')} ${spent.requests === 1 ? 'request' : 'requests'}`;
	const money =
		spent && spent.requests > 0 ? [`Completions this month: ${markdown(`${formatMoney(spent.settled)}${of}, ${requests}`)}`] : [];
	// Without any model the one way out is named already.
	const state = line === null || (usableModels === 0 && completions.kind === 'noModel') ? [] : [markdown(line)];
	const ways = state.length === 0 ? [] : [links.map(([label, command]) => `[${label}](command:${command})`).join(' · ')];
	const all = [...money, ...state, ...ways];
	return all.length === 0 ? [] : [all.join('  \n')];
}
