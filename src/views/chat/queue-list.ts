import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FromChat } from '../../protocol/chat.ts';
import type { ChatState } from '../../protocol/chat-state.ts';
import type { QueuedView } from '../../protocol/long-chat.ts';
import { partlySeen } from '../common/rich-text.ts';

/** Messages that wait, above the box, in the order in which they go. */
export function queueList({ queue = [], busy }: ChatState, post: (message: FromChat) => void): TemplateResult | typeof nothing {
	if (queue.length === 0) return nothing;
	const when = busy === null ? l10n.t('Not sent yet') : l10n.t('Sent when this answer is there');
	const label = busy === null ? l10n.t('Messages that wait: not sent yet') : l10n.t('Messages that wait: sent when this answer is there');
	return html`<ol class="queue" aria-label=${label}>
		${queue.map((message, index) => row(message, { first: index === 0, running: busy !== null, when, post }))}
	</ol>`;
}

interface RowOptions {
	readonly first: boolean;
	readonly running: boolean;
	readonly when: string;
	post(message: FromChat): void;
}

function row({ id, text, attachments }: QueuedView, { first, running, when, post }: RowOptions): TemplateResult {
	const send = running ? l10n.t('Stop the answer and send this now') : l10n.t('Send');
	const button = (icon: string, words: string, act: 'send' | 'edit' | 'remove'): TemplateResult => html`<button
		type="button"
		class="icon"
		title=${words}
		aria-label="${words}: ${short(text)}"
		@click=${() => post({ type: 'queued', id, act })}
	><i class="codicon codicon-${icon}" aria-hidden="true"></i></button>`;
	return html`<li class="queued" title=${first ? when : ''}>
		<i class="codicon codicon-${first ? 'clock' : 'blank'}" aria-hidden="true"></i>
		<span class="queued-text" dir="auto">${short(text)}</span>
		${attachments === 0 ? nothing : html`<span class="dim queued-with" title=${l10n.t('Attached: {0}', attachments)}>${partlySeen(l10n.t('**+{0}** attached', attachments))}</span>`}
		${button('send', send, 'send')}${button('edit', l10n.t('Back into the box'), 'edit')}${button('close', l10n.t('Remove'), 'remove')}
	</li>`;
}

/** One line is shown of it; the whole of a long text would only weigh. */
function short(text: string): string {
	return text.slice(0, 200).replace(/\s+/g, ' ').trim();
}
