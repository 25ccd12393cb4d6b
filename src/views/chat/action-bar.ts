import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FromChat } from '../../protocol/chat.ts';
import type { ChatState, Preset } from '../../protocol/chat-state.ts';
import type { BudgetView } from '../../protocol/common.ts';
import { formatMoney } from '../../protocol/format.ts';
import { partlySeen } from '../common/rich-text.ts';
import { modelItems, pickerLabel } from './model-items.ts';

export interface BarActions {
	readonly canSend: boolean;
	post(message: FromChat): void;
	send(): void;
	/** `id` of an item of the model menu. */
	pick(id: string): void;
}

/** Below the box: model, local only, budget, send or stop. */
export function actionBar({ session, composer, budget, busy }: ChatState, { canSend, post, send, pick }: BarActions): TemplateResult {
	return html`<div class="composer-bar">
		<routoo-menu
			.label=${pickerLabel(composer)}
			.description=${l10n.t('model')}
			.items=${() => modelItems(composer, session.turns)}
			.search=${l10n.t('Search models')}
			@pick=${(event: CustomEvent<string>) => pick(event.detail)}
		></routoo-menu>
		${composer.localOnly ? localOnlyMark() : nothing}
		<span class="spacer"></span>
		<button
			type="button"
			class="quiet budget ${budget.level}"
			title=${budgetInWords(budget)}
			@click=${() => post({ type: 'command', command: 'openDashboard' })}
		>${budgetLabel(budget)}</button>
		${
			busy === null
				? html`<button type="button" class="icon send" title=${l10n.t('Send (Enter)')} aria-label=${l10n.t('Send')} ?disabled=${!canSend} @click=${send}>
					<i class="codicon codicon-send" aria-hidden="true"></i>
				</button>`
				: html`${
						canSend
							? html`<button type="button" class="icon send" title=${l10n.t('Send when this answer is there (Enter)')} aria-label=${l10n.t('Send when this answer is there')} @click=${send}>
								<i class="codicon codicon-send" aria-hidden="true"></i>
							</button>`
							: nothing
					}<button type="button" class="icon send" title=${l10n.t('Stop (Esc)')} aria-label=${l10n.t('Stop')} @click=${() => post({ type: 'stop' })}>
					<i class="codicon codicon-debug-stop" aria-hidden="true"></i>
				</button>`
		}
	</div>`;
}

function localOnlyMark(): TemplateResult {
	const words = l10n.t('Local models only: no text leaves this computer or your own network');
	const shown = partlySeen(l10n.t('**local** models only: no text leaves this computer or your own network'));
	return html`<span class="dim local-only" title=${words}>${shown}</span>`;
}

/** What an item of the model menu asks of the host. */
export function pickMessages(id: string, { model, localOnly }: ChatState['composer']): readonly FromChat[] {
	const [kind, ...rest] = id.split(':');
	const value = rest.join(':');
	if (kind === 'preset') {
		const auto: readonly FromChat[] = model === 'auto' ? [] : [{ type: 'setModel', model: 'auto' }];
		return [...auto, { type: 'setPreset', preset: value as Preset }];
	}
	if (kind === 'good-enough') return [{ type: 'setGoodEnough', value: value === 'preset' ? null : Number(value) / 100 }];
	if (kind === 'model') return [{ type: 'setModel', model: value }];
	if (kind === 'auto-models') return [{ type: 'command', command: 'manageModels' }];
	if (kind === 'price') return [{ type: 'command', command: 'setPrice' }];
	return [kind === 'local' ? { type: 'setLocalOnly', on: !localOnly } : { type: 'pickModel' }];
}

/** What is left, or what was spent where there is no limit. */
export function budgetLabel({ limit, spent, outstanding }: BudgetView): string {
	if (limit === null) return l10n.t('{0} spent', formatMoney(spent));
	return l10n.t('{0} left', formatMoney(Math.max(0, limit - spent - outstanding)));
}

export function budgetInWords(budget: BudgetView): string {
	const day = new Date(budget.resetsAt).toLocaleDateString(undefined, { day: 'numeric', month: 'long' });
	return `${spentInWords(budget)} ${l10n.t('Starts anew on {0}. Opens the dashboard.', day)}`;
}

function spentInWords({ limit, spent, outstanding }: BudgetView): string {
	const [used, reserved] = [formatMoney(spent), formatMoney(outstanding)];
	if (limit === null) {
		return outstanding > 0
			? l10n.t('{0} spent, no budget set, {1} reserved by running requests.', used, reserved)
			: l10n.t('{0} spent, no budget set.', used);
	}
	return outstanding > 0
		? l10n.t('{0} spent, of {1}, {2} reserved by running requests.', used, formatMoney(limit), reserved)
		: l10n.t('{0} spent, of {1}.', used, formatMoney(limit));
}
