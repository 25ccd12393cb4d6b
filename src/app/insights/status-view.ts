import * as l10n from '@vscode/l10n';
import type { Run } from '../../core/agent/types.ts';
import type { CompletionGate } from '../../core/completion/engine-types.ts';
import { recipientName } from '../../core/model/recipient.ts';
import type { SpendSummary } from '../../core/money/ledger.ts';
import { spentOfShare } from '../../core/money/ledger-rules.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';
import type { BudgetView } from '../../protocol/common.ts';
import { comparedInWords, formatEstimate, formatMoney, formatQuality } from '../../protocol/format.ts';
import { completionStatusText } from '../completion/status-text.ts';
import { cents, runLines, runText, shortName } from './status-run.ts';

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
	/** The same of agent runs and what they cause. */
	readonly agentsLimit: number | null;
	/** A live run of this window, or the receipt of one that has just ended. */
	readonly run: Run | null;
	/** The user paused all paid requests, in every window. */
	readonly paidPaused: boolean;
	/** On which machine Routoo runs, one sentence; null or absent where there is only one. */
	readonly machine?: string | null;
	/** Where other tools can ask Routoo, one sentence; null or absent where they cannot. */
	readonly endpoint?: string | null;
}

export interface StatusView {
	readonly text: string;
	readonly background: 'none' | 'warning' | 'error';
	/** Markdown with command links. */
	readonly tooltip: string;
	/** For screen readers. */
	readonly label: string;
	/** What a click does. */
	readonly command: 'openDashboard' | 'focusChat' | 'showLog';
}

const MARK = '◆';

/**
 * A pure switch over the state: failed, starting, no model, then what is at work (a run, or the last choice), with a pause of paid requests
 * before it. How much of the budget is left colours it.
 */
export function statusView(state: StatusState): StatusView {
	const money = moneyText(state.budget);
	const tooltip = tooltipText(state);
	const view = (text: string, background: StatusView['background'], command: StatusView['command'] = 'openDashboard'): StatusView => ({
		text: `${MARK} ${text}`,
		background,
		tooltip,
		label: `Routoo: ${text}`,
		command,
	});
	const level = state.budget?.level ?? 'ok';
	const background = level === 'reached' ? 'error' : level === 'ok' ? 'none' : 'warning';
	const warned = background === 'none' ? 'warning' : background;
	if (state.health.kind === 'failed') return view(l10n.t('Routoo cannot start'), 'error', 'showLog');
	const paused = state.paidPaused ? l10n.t('paid paused') : null;
	if (state.health.kind === 'starting' || state.usableModels === null)
		// Whether a model is there is not known yet: the chat has the first steps where none is.
		return view(join(paused ?? 'Routoo', money), paused === null ? background : warned, 'focusChat');
	// The chat shows the first steps until a model is there; a dashboard would be empty.
	if (state.usableModels === 0) return view(join(l10n.t('no model'), money), warned, 'focusChat');
	const parts = [paused, ...(state.run === null ? choiceTexts(state) : [runText(state.run)])];
	return view(join(parts.filter((part) => part !== null).join(' · '), money), paused === null ? background : warned);
}

/** Model and quality of the last choice, and what is unusual. */
function choiceTexts({ last, predictor, completions, paidPaused }: StatusState): (string | null)[] {
	return [
		last === null ? l10n.t('Auto') : `${shortName(last.modelName)} ${formatQuality(last.quality)}`,
		predictor.kind === 'degraded' ? l10n.t('offline predictor') : null,
		// The pause is said once.
		paidPaused && completions.kind === 'paidPaused' ? null : completionStatusText(completions).text,
	];
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

function wholeDollars(micros: number): string {
	return micros % 1_000_000 === 0 ? `$${micros / 1_000_000}` : cents(micros);
}

function markdown(text: string): string {
	return text.replace(/[\\`*_{}[\]()#+\-.!|<>$~]/g, '\\$&').replace(/\s+/g, ' ');
}

function tooltipText(state: StatusState): string {
	const lines: string[] = [];
	if (state.health.kind === 'failed') lines.push(markdown(state.health.reason));
	if (state.paidPaused) lines.push(l10n.t('**Paid requests are paused** in every window. Free, local and included models go on.'));
	if (state.run !== null) lines.push(runLines(state.run).map(markdown).join('  \n'));
	const { budget, summary } = state;
	if (budget && summary) {
		const spent = formatMoney(budget.spent);
		const month = budget.limit === null ? l10n.t('{0}, no limit', spent) : l10n.t('{0} of {1}', spent, formatMoney(budget.limit));
		lines.push(
			[
				l10n.t('Today: {0}', markdown(formatMoney(summary.today))),
				l10n.t('This month: {0}', markdown(month)),
				...(budget.outstanding > 0 ? [l10n.t('Reserved: {0}', markdown(formatMoney(budget.outstanding)))] : []),
				...(state.projected === null ? [] : [l10n.t('Projected: {0}', markdown(formatEstimate(state.projected)))]),
				...savedLine(state.reference, summary.saved),
			].join('  \n'),
		);
	}
	if (budget?.limit === 0) lines.push(markdown(l10n.t('The budget is {0}: no paid request is sent.', formatMoney(0))));
	lines.push(...agentLines(state), ...completionLines(state));
	if (state.usableModels === 0) lines.push(l10n.t('No model is usable: set an API key, add an endpoint or start a local model server.'));
	if (state.predictor.kind === 'degraded')
		lines.push(l10n.t('Offline predictor: {0}', markdown(state.predictor.reason ?? l10n.t('the encoder could not run.'))));
	if (state.predictor.kind === 'loading') lines.push(l10n.t('The predictor is loading.'));
	if (state.predictor.kind === 'resting') lines.push(l10n.t('The predictor loads when you open the chat.'));
	if (state.localOnly) lines.push(l10n.t('Local models only.'));
	if (state.machine != null) lines.push(markdown(state.machine));
	if (state.endpoint != null) lines.push(`${markdown(state.endpoint)} ${link(l10n.t('Endpoint'), 'showEndpoint')}`);
	if (state.last)
		lines.push(
			[
				l10n.t(
					'Last choice: {0} ({1}). {2}',
					markdown(state.last.modelName),
					markdown(recipientName(state.last.recipient)),
					markdown(state.last.reason),
				),
				...[...(state.last.learned ?? []).slice(0, 1), ...(state.last.reading === undefined ? [] : [state.last.reading])].map(markdown),
			].join('  \n'),
		);
	const pause = state.paidPaused ? link(l10n.t('Resume paid requests'), 'resumePaid') : link(l10n.t('Pause paid requests'), 'pausePaid');
	const links = [link(l10n.t('Dashboard'), 'openDashboard'), link(l10n.t('Budget'), 'setBudget'), pause];
	if (state.usableModels === 0)
		links.unshift(
			link(l10n.t('Get started'), 'getStarted'),
			link(l10n.t('Set API key'), 'setKey'),
			link(l10n.t('Add endpoint'), 'addEndpoint'),
		);
	lines.push(links.join(' · '));
	return lines.join('\n\n');
}

/** @param label markdown; @param command without the prefix `routoo.` */
function link(label: string, command: string): string {
	return `[${label}](command:routoo.${command})`;
}

/** Less than nothing where the reference is cheaper than what was used. */
function savedLine(reference: string | null, saved: number): string[] {
	if (reference === null && saved === 0) return [];
	const what = saved < 0 ? l10n.t('Spent more: {0}', formatEstimate(-saved)) : l10n.t('Saved: {0}', formatEstimate(saved));
	return [markdown(`${what}, ${comparedInWords(reference)}`)];
}

/** Spend of runs and of what they cause beside themselves. */
function agentLines({ summary, agentsLimit }: StatusState): string[] {
	if (summary === null) return [];
	const { agent, background, reading } = summary.byPurpose;
	const requests = [agent, background, reading].reduce((sum, spend) => sum + (spend?.requests ?? 0), 0);
	return shareLine((money) => l10n.t('Agent runs this month: {0}', money), requests, spentOfShare(summary, 'agent').settled, agentsLimit);
}

/** `Completions this month: $0.64 of $10.00, 1,204 requests`; nothing before the first. */
function shareLine(line: (money: string) => string, requests: number, settled: number, limit: number | null): string[] {
	if (requests === 0) return [];
	const spent = limit === null ? formatMoney(settled) : l10n.t('{0} of {1}', formatMoney(settled), formatMoney(limit));
	const count = requests === 1 ? l10n.t('1 request') : l10n.t('{0} requests', requests.toLocaleString('en-US'));
	return [line(markdown(`${spent}, ${count}`))];
}

/** Spend of completions, their state and its way out. */
function completionLines({ summary, completions, completionsLimit, usableModels }: StatusState): string[] {
	const { line, links } = completionStatusText(completions);
	const spent = summary?.byPurpose.completion;
	const money = shareLine((sum) => l10n.t('Completions this month: {0}', sum), spent?.requests ?? 0, spent?.settled ?? 0, completionsLimit);
	// Without any model the one way out is named already.
	const state = line === null || (usableModels === 0 && completions.kind === 'noModel') ? [] : [markdown(line)];
	const ways = state.length === 0 ? [] : [links.map(([label, command]) => `[${label}](command:${command})`).join(' · ')];
	const all = [...money, ...state, ...ways];
	return all.length === 0 ? [] : [all.join('  \n')];
}
