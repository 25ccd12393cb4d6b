import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FromChat } from '../../protocol/chat.ts';
import { countedTokens, formatEstimate, formatMoney } from '../../protocol/format.ts';
import type { ChatMeterView } from '../../protocol/long-chat.ts';

/** `12k tokens, $0.84 this chat, ~$0.012 a turn` */
export function meterText({ tokens, cost, perTurn }: ChatMeterView): string {
	const spent = cost === 0 ? l10n.t('free so far') : l10n.t('{0} this chat', formatMoney(cost));
	const next = perTurn === null || perTurn === 0 ? [] : [l10n.t('{0} a turn', formatEstimate(perTurn))];
	return [countedTokens(tokens), spent, ...next].join(', ');
}

/** Always there once something was answered; with what shortening would bring, where the chat itself is most of what a message costs. */
export function chatMeter(meter: ChatMeterView | null | undefined, post: (message: FromChat) => void): TemplateResult | typeof nothing {
	if (meter == null) return nothing;
	const words = l10n.t(
		'Tokens of this chat that go along with the next message, estimated; what all its answers cost, also those that are not shown; what an ordinary message would cost now, by your last five.',
	);
	return html`${meter.shorten === null || meter.perTurn === null ? nothing : offer(meter.perTurn, meter.shorten, post)}
		<div class="chat-meter dim" title=${words}>${meterText(meter)}</div>`;
}

function offer(perTurn: number, short: number, post: (message: FromChat) => void): TemplateResult {
	return html`<div class="notice info shorten" role="status">
		<i class="codicon codicon-fold-up" aria-hidden="true"></i
		><span>${l10n.t('This chat costs {0} a turn; shorten it to {1}.', formatEstimate(perTurn), formatEstimate(short))}</span>
		<button type="button" class="quiet" title=${l10n.t('Sends a summary instead of the messages so far, as /compact does')} @click=${() => post({ type: 'shorten', now: true })}>${l10n.t('Shorten')}</button>
		<button type="button" class="quiet" @click=${() => post({ type: 'shorten', now: false })}>${l10n.t('Not now')}</button>
	</div>`;
}
