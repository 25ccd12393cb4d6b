import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { RoutingLine } from '../../protocol/chat.ts';
import { formatEstimate, formatInterval, formatMoney, formatQuality, qualityInWords } from '../../protocol/format.ts';
import { capital, type Preferring, waitInWords, whyPanel } from './why-panel.ts';

/** Price of a request as the lines show it: money, "included", "free" for a local model, "price unknown". */
export function priceInWords(line: Pick<RoutingLine, 'expectedCost' | 'included' | 'local'>): string {
	if (line.included) return l10n.t('included');
	if (line.local && !line.expectedCost) return l10n.t('free');
	return line.expectedCost === null ? l10n.t('price unknown') : formatEstimate(line.expectedCost);
}

/** Who receives the text. */
export function recipientInWords(line: Pick<RoutingLine, 'recipient' | 'local'>): string {
	if (!line.local) return l10n.t('to {0}', line.recipient);
	return isOwnNetwork(line) ? l10n.t('on your own network') : l10n.t('on this computer');
}

function goesInWords(line: Pick<RoutingLine, 'recipient' | 'local'>): string {
	if (!line.local) return l10n.t('Goes to {0}.', line.recipient);
	return isOwnNetwork(line) ? l10n.t('Goes on your own network.') : l10n.t('Goes on this computer.');
}

function isOwnNetwork({ recipient }: Pick<RoutingLine, 'recipient'>): boolean {
	return recipient === 'your own network';
}

/** What steered beside the budget and the user's preference; null for what says nothing of its own. */
function steeredNote(by: string): string | null {
	switch (by) {
		case 'cache':
			return l10n.t('stays with its model: a change would read the conversation anew');
		case 'limit':
			return l10n.t('within your limits');
		case 'userChoice':
			return l10n.t('your choice');
		case 'fallbackPrior':
			return l10n.t('estimated without the encoder');
		case 'exploration':
			return l10n.t('tried to learn how well it does for you');
		default:
			return null;
	}
}

/** Commands of the notes. */
export type NoteCommand = 'pausePacing' | 'setBudget' | 'openLearningSettings';

/** Why the budget steered, with its figures where it was to last; else what is left of it rules models out. */
export function budgetNotes({ budget, freeOnly, steeredBy }: Pick<RoutingLine, 'budget' | 'freeOnly' | 'steeredBy'>): string[] {
	if (freeOnly === 'byChoice') return [l10n.t('budget {0}: no paid request', formatMoney(0))];
	if (freeOnly === 'usedUp') return [l10n.t('budget used up: free models only')];
	if (freeOnly === 'tooLittle') return [l10n.t('too little of the budget is left for a paid model: free models only')];
	if (!steeredBy.includes('budget')) return [];
	if (budget === undefined) return [l10n.t('steered by what is left of the budget')];
	return [l10n.t('budget: {0} projected of {1}', formatEstimate(budget.projected), formatMoney(budget.limit))];
}

/** What ends it: a higher budget where it is used up, no steering until midnight where it is to last. */
export function budgetButton(
	{ budget, freeOnly }: Pick<RoutingLine, 'budget' | 'freeOnly'>,
	run: (command: NoteCommand) => void,
): TemplateResult | typeof nothing {
	if (freeOnly !== undefined)
		return html`<button type="button" class="quiet" title=${l10n.t('Set the monthly budget')} @click=${() => run('setBudget')}>${l10n.t('raise')}</button>`;
	if (budget === undefined) return nothing;
	return html`<button type="button" class="quiet" title=${l10n.t('Do not save money until midnight; the limit holds')} @click=${() => run('pausePacing')}>${l10n.t('not today')}</button>`;
}

/** That a model is tried, in words; null elsewhere. */
export function trialNote({ steeredBy }: Pick<RoutingLine, 'steeredBy'>): string | null {
	return steeredBy.includes('exploration') ? steeredNote('exploration') : null;
}

/** Where the user says how often a model may be tried, or that none may. */
export function trialButton(line: Pick<RoutingLine, 'steeredBy'>, run: (command: NoteCommand) => void): TemplateResult | typeof nothing {
	if (trialNote(line) === null) return nothing;
	return html`<button type="button" class="quiet" title=${l10n.t('Say how often a model may be tried, or turn it off')} @click=${() => run('openLearningSettings')}>${l10n.t('how often')}</button>`;
}

/** Everything the numbers of the line mean, in words. */
export function lineInWords(line: RoutingLine, estimateLabel: string): string {
	const price = priceInWords(line);
	const cost = line.maxCost ? l10n.t('Cost: {0}, at most {1}.', price, formatMoney(line.maxCost)) : l10n.t('Cost: {0}.', price);
	const missing =
		line.missing === undefined ? [] : [l10n.t('Low because “{0}” is not attached: a model has to guess or to ask.', line.missing)];
	const [low = '', high = ''] = formatInterval(line.quality).split('–');
	return [
		l10n.t('{0} (between {1} and {2}).', capital(qualityInWords(line.quality, line.modelName)), low, high),
		...missing,
		`${capital(estimateLabel)}.`,
		[cost, l10n.t('Wait: {0}.', waitInWords(line)), goesInWords(line)].join(' '),
	].join('\n');
}

function preferredNote({ task }: Pick<RoutingLine, 'task'>): string {
	return task === undefined ? l10n.t('you prefer it for such requests') : l10n.t('you prefer it for {0}', task.words);
}

/** The line above an answer. Its height depends on the decision only, which never changes, so it does not jump when text arrives. */
export function routingLine(
	line: RoutingLine,
	options: { label: string; open: boolean; onToggle: () => void; run(command: NoteCommand): void; preferring?: Preferring },
): TemplateResult {
	const others = line.steeredBy.flatMap((each) => steeredNote(each) ?? []);
	const missing = line.missing === undefined ? [] : [l10n.t('“{0}” was not attached', line.missing)];
	const preferred = line.steeredBy.includes('preference') ? [preferredNote(line)] : [];
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
				aria-label=${l10n.t('Why {0}', line.modelName)}
				@click=${options.onToggle}
			>${l10n.t('why')}<i class="codicon codicon-chevron-${options.open ? 'up' : 'down'}" aria-hidden="true"></i></button>
		</div>
		${notes.length === 0 ? nothing : html`<div class="note">${capital(notes.join(' · '))} ${budgetButton(line, options.run)} ${trialButton(line, options.run)}</div>`}
		${line.fallbackNote === null ? nothing : html`<div class="note"><i class="codicon codicon-debug-step-over" aria-hidden="true"></i> ${line.fallbackNote}</div>`}
		${options.open ? whyPanel(line, options.label, options.preferring ?? null) : nothing}`;
}
