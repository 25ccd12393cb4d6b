import { html, nothing, type TemplateResult } from 'lit';
import type { FromChat } from '../../protocol/chat.ts';
import type { ChatState, Preset } from '../../protocol/chat-state.ts';
import type { BudgetView } from '../../protocol/common.ts';
import { formatMoney } from '../../protocol/format.ts';
import { modelItems, pickerLabel } from './model-items.ts';

export interface BarActions {
	readonly canSend: boolean;
	post(message: FromChat): void;
	send(): void;
	/** `id` of an item of the model menu. */
	pick(id: string): void;
}

/** Below the box: model, local only, budget, send or stop. */
export function actionBar({ composer, budget, busy }: ChatState, { canSend, post, send, pick }: BarActions): TemplateResult {
	return html`<div class="composer-bar">
		<routoo-menu
			.label=${pickerLabel(composer)}
			.description=${'model'}
			.items=${modelItems(composer)}
			.search=${'Search models'}
			@pick=${(event: CustomEvent<string>) => pick(event.detail)}
		></routoo-menu>
		${composer.localOnly ? html`<span class="dim local-only" title="Local models only: no text leaves this computer or your own network">local<span class="visually-hidden"> models only: no text leaves this computer or your own network</span></span>` : nothing}
		<span class="spacer"></span>
		<button
			type="button"
			class="quiet budget ${budget.level}"
			title=${budgetInWords(budget)}
			@click=${() => post({ type: 'command', command: 'openDashboard' })}
		>${budgetLabel(budget)}</button>
		${
			busy === null
				? html`<button type="button" class="icon send" title="Send (Enter)" aria-label="Send" ?disabled=${!canSend} @click=${send}>
					<i class="codicon codicon-send" aria-hidden="true"></i>
				</button>`
				: html`${
						canSend
							? html`<button type="button" class="icon send" title="Send when this answer is there (Enter)" aria-label="Send when this answer is there" @click=${send}>
								<i class="codicon codicon-send" aria-hidden="true"></i>
							</button>`
							: nothing
					}<button type="button" class="icon send" title="Stop (Esc)" aria-label="Stop" @click=${() => post({ type: 'stop' })}>
					<i class="codicon codicon-debug-stop" aria-hidden="true"></i>
				</button>`
		}
	</div>`;
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
	if (limit === null) return `${formatMoney(spent)} spent`;
	return `${formatMoney(Math.max(0, limit - spent - outstanding))} left`;
}

export function budgetInWords({ limit, spent, outstanding, resetsAt }: BudgetView): string {
	const reserved = outstanding > 0 ? `, ${formatMoney(outstanding)} reserved by running requests` : '';
	const day = new Date(resetsAt).toLocaleDateString(undefined, { day: 'numeric', month: 'long' });
	const of = limit === null ? 'no budget set' : `of ${formatMoney(limit)}`;
	return `${formatMoney(spent)} spent, ${of}${reserved}. Starts anew on ${day}. Opens the dashboard.`;
}
