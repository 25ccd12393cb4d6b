import { html, nothing, type TemplateResult } from 'lit';
import type { RoutingLine, RoutingRow } from '../../protocol/chat.ts';
import {
	formatDuration,
	formatEstimate,
	formatInterval,
	formatMoney,
	formatPoints,
	formatQuality,
	qualityInWords,
} from '../../protocol/format.ts';
import { qualityBar } from '../common/quality-bar.ts';

/** Price of a request as the lines show it: money, "included", "free" for a local model, "price unknown". */
export function priceInWords(line: Pick<RoutingLine, 'expectedCost' | 'included' | 'local'>): string {
	if (line.included) return 'included';
	if (line.local && !line.expectedCost) return 'free';
	return line.expectedCost === null ? 'price unknown' : formatEstimate(line.expectedCost);
}

/** Who receives the text. */
export function recipientInWords(line: Pick<RoutingLine, 'recipient' | 'local'>): string {
	return line.local ? `on ${line.recipient === 'your own network' ? line.recipient : 'this computer'}` : `to ${line.recipient}`;
}

const TRIED = 'tried to learn how well it does for you';
const STEERED: Readonly<Record<string, string>> = {
	cache: 'stays with its model: a change would read the conversation anew',
	limit: 'within your limits',
	userChoice: 'your choice',
	fallbackPrior: 'estimated without the encoder',
	exploration: TRIED,
};

/** Commands of the notes. */
export type NoteCommand = 'pausePacing' | 'setBudget' | 'openLearningSettings';

/** Why the budget steered, with its figures where it was to last; else what is left of it rules models out. */
export function budgetNotes({ budget, freeOnly, steeredBy }: Pick<RoutingLine, 'budget' | 'freeOnly' | 'steeredBy'>): string[] {
	if (freeOnly === 'usedUp') return ['budget used up: free models only'];
	if (freeOnly === 'tooLittle') return ['too little of the budget is left for a paid model: free models only'];
	if (!steeredBy.includes('budget')) return [];
	if (budget === undefined) return ['steered by what is left of the budget'];
	return [`budget: ${formatEstimate(budget.projected)} projected of ${formatMoney(budget.limit)}`];
}

/** What ends it: a higher budget where it is used up, no steering until midnight where it is to last. */
export function budgetButton(
	{ budget, freeOnly }: Pick<RoutingLine, 'budget' | 'freeOnly'>,
	run: (command: NoteCommand) => void,
): TemplateResult | typeof nothing {
	if (freeOnly !== undefined)
		return html`<button type="button" class="quiet" title="Set the monthly budget" @click=${() => run('setBudget')}>raise</button>`;
	if (budget === undefined) return nothing;
	return html`<button type="button" class="quiet" title="Do not save money until midnight; the limit holds" @click=${() => run('pausePacing')}>not today</button>`;
}

/** That a model is tried, in words; null elsewhere. */
export function trialNote({ steeredBy }: Pick<RoutingLine, 'steeredBy'>): string | null {
	return steeredBy.includes('exploration') ? TRIED : null;
}

/** Where the user says how often a model may be tried, or that none may. */
export function trialButton(line: Pick<RoutingLine, 'steeredBy'>, run: (command: NoteCommand) => void): TemplateResult | typeof nothing {
	if (trialNote(line) === null) return nothing;
	return html`<button type="button" class="quiet" title="Say how often a model may be tried, or turn it off" @click=${() => run('openLearningSettings')}>how often</button>`;
}

/** Everything the numbers of the line mean, in words. */
export function lineInWords(line: RoutingLine, estimateLabel: string): string {
	const most = line.maxCost ? `, at most ${formatMoney(line.maxCost)}` : '';
	const missing = line.missing === undefined ? [] : [`Low because “${line.missing}” is not attached: a model has to guess or to ask.`];
	return [
		`${capital(qualityInWords(line.quality, line.modelName))} (between ${formatInterval(line.quality).replace('–', ' and ')}).`,
		...missing,
		`${capital(estimateLabel)}.`,
		`Cost: ${priceInWords(line)}${most}. Wait: ${waitInWords(line)}. Goes ${recipientInWords(line)}.`,
	].join('\n');
}

function waitInWords({ firstUsefulMs, latencyMs }: Pick<RoutingLine, 'firstUsefulMs' | 'latencyMs'>): string {
	if (firstUsefulMs === undefined) return `about ${formatDuration(latencyMs)}`;
	return `about ${formatDuration(firstUsefulMs)} until it begins, ${formatDuration(latencyMs)} to the end`;
}

export function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The line above an answer. Its height depends on the decision only, which never changes, so it does not jump when text arrives. */
export function routingLine(
	line: RoutingLine,
	options: { label: string; open: boolean; onToggle: () => void; run(command: NoteCommand): void },
): TemplateResult {
	const others = line.steeredBy.flatMap((each) => STEERED[each] ?? []);
	const missing = line.missing === undefined ? [] : [`“${line.missing}” was not attached`];
	const notes = [...missing, ...budgetNotes(line), ...others];
	return html`<div class="routing">
			<div class="routing-facts" title=${lineInWords(line, options.label)}>
				<span class="routing-model"><span class="diamond" aria-hidden="true">◆</span> <span class="name">${line.modelName}</span></span>
				<span class="figure">${formatQuality(line.quality)} <span class="dim">(${formatInterval(line.quality)})</span></span>
				<span class="figure">${priceInWords(line)}</span>
				<span class="dim recipient">${recipientInWords(line)}</span>
			</div>
			<button
				type="button"
				class="quiet"
				aria-expanded=${options.open ? 'true' : 'false'}
				aria-label="Why ${line.modelName}"
				@click=${options.onToggle}
			>why<i class="codicon codicon-chevron-${options.open ? 'up' : 'down'}" aria-hidden="true"></i></button>
		</div>
		${notes.length === 0 ? nothing : html`<div class="note">${capital(notes.join(' · '))} ${budgetButton(line, options.run)} ${trialButton(line, options.run)}</div>`}
		${line.fallbackNote === null ? nothing : html`<div class="note"><i class="codicon codicon-debug-step-over" aria-hidden="true"></i> ${line.fallbackNote}</div>`}
		${options.open ? whyPanel(line, options.label) : nothing}`;
}

function whyPanel(line: RoutingLine, label: string): TemplateResult {
	const allowed = line.alternatives.filter((row) => !row.excluded);
	const excluded = line.alternatives.filter((row) => row.excluded);
	return html`<section class="why" aria-label="Why ${line.modelName}">
		<p>${line.reason}</p>
		<p class="dim">${capital(qualityInWords(line.quality, line.modelName))}; ${label}.</p>
		${line.reading === undefined ? nothing : html`<p><i class="codicon codicon-eye" aria-hidden="true"></i> ${line.reading}</p>`}
		${(line.learned ?? []).map((words) => html`<p><i class="codicon codicon-mortar-board" aria-hidden="true"></i> ${words}</p>`)}
		${allowed.length === 0 ? nothing : whyTable(allowed, line)}
		${
			excluded.length === 0
				? nothing
				: html`<details>
					<summary>${excluded.length} not allowed</summary>
					<ul class="excluded">
						${excluded.map((row) => html`<li><span class="name">${row.modelName}</span> <span class="dim">${row.whyNot}</span></li>`)}
					</ul>
				</details>`
		}
	</section>`;
}

function whyTable(rows: readonly RoutingRow[], line: RoutingLine): TemplateResult {
	return html`<div class="why-table" role="table" aria-label="Models compared">
		<div class="why-row why-head" role="row">
			<span role="columnheader">model</span><span role="columnheader">quality</span><span role="columnheader">price</span
			><span role="columnheader">wait</span>
		</div>
		${rows.map((row) => whyRow(row, row.candidateId === line.candidateId))}
	</div>`;
}

function whyRow(row: RoutingRow, chosen: boolean): TemplateResult {
	const price = row.expectedCost === null ? 'unknown' : row.expectedCost === 0 ? 'free' : formatEstimate(row.expectedCost);
	return html`<div class="why-row ${chosen ? 'chosen' : ''}" role="row">
		<span role="cell" class="name" title="${row.modelName}, ${row.recipient}">${row.modelName}</span>
		<span role="cell" class="why-quality" title="${formatQuality(row.quality)} (${formatInterval(row.quality)})">
			${qualityBar(row.quality)}<span class="figure">${formatQuality(row.quality)}</span>
		</span>
		<span role="cell" class="figure">${price}</span>
		<span role="cell" class="figure" title="Wait: ${waitInWords(row)}">${formatDuration(row.firstUsefulMs ?? row.latencyMs)}</span>
		<span role="cell" class="why-not dim">${[chosen ? 'chosen' : row.whyNot, ...movedBy(row)].filter(Boolean).join(' · ')}</span>
	</div>`;
}

/** `4 points less by your signals` */
function movedBy({ moved }: RoutingRow): string[] {
	return moved === undefined ? [] : [`${formatPoints(moved)} ${moved > 0 ? 'more' : 'less'} by your signals`];
}
