import { html, nothing, type TemplateResult } from 'lit';
import type { RoutingLine } from '../../protocol/chat.ts';
import { formatEstimate, formatInterval, formatMoney, formatQuality, qualityInWords } from '../../protocol/format.ts';
import { capital, type Preferring, waitInWords, whyPanel } from './why-panel.ts';

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

/** The line above an answer. Its height depends on the decision only, which never changes, so it does not jump when text arrives. */
export function routingLine(
	line: RoutingLine,
	options: { label: string; open: boolean; onToggle: () => void; run(command: NoteCommand): void; preferring?: Preferring },
): TemplateResult {
	const others = line.steeredBy.flatMap((each) => STEERED[each] ?? []);
	const missing = line.missing === undefined ? [] : [`“${line.missing}” was not attached`];
	const preferred = line.steeredBy.includes('preference') ? [`you prefer it for ${line.task?.words ?? 'such requests'}`] : [];
	const notes = [...missing, ...preferred, ...budgetNotes(line), ...others];
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
		${options.open ? whyPanel(line, options.label, options.preferring ?? null) : nothing}`;
}
