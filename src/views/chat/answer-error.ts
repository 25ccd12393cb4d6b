import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FromChat, ShownError } from '../../protocol/chat.ts';

interface Offer {
	readonly label: string;
	readonly message: FromChat;
	/** What has to be so before. */
	readonly first?: FromChat;
}

/**
 * Label and message of the button that an error offers; null where there is nothing to press. `turnId` null: nothing was sent yet, so
 * nothing can be repeated.
 */
export function errorAction(error: ShownError, turnId: string | null): Offer | null {
	switch (error.action) {
		case 'retry':
			return turnId === null ? null : { label: l10n.t('Try again'), message: { type: 'retry', turnId } };
		case 'allowOnce':
			return turnId === null ? null : { label: l10n.t('Answer this one anyway'), message: { type: 'allowOnce', turnId } };
		case 'setKey':
			return { label: l10n.t('Set API key'), message: { type: 'command', command: 'setKey' } };
		case 'openBudget':
			return { label: l10n.t('Change budget'), message: { type: 'command', command: 'openBudgetSettings' } };
		case 'openSettings':
			return { label: l10n.t('Open settings'), message: { type: 'command', command: 'openSettings' } };
		case 'newSession':
			return { label: l10n.t('New chat'), message: { type: 'newSession' } };
		case 'resumePaid':
			return { label: l10n.t('Resume paid requests'), message: { type: 'command', command: 'resumePaid' } };
		case 'useAuto': {
			const auto = { type: 'setModel', model: 'auto' } as const;
			return { label: l10n.t('Use Auto'), ...(turnId === null ? { message: auto } : { first: auto, message: { type: 'retry', turnId } }) };
		}
		case 'showLog':
			return { label: l10n.t('Show log'), message: { type: 'command', command: 'showLog' } };
		default:
			// None, or that of another version: an answer is shown as it was stored.
			return null;
	}
}

function press({ first, message }: Offer, post: (message: FromChat) => void): void {
	if (first !== undefined) post(first);
	post(message);
}

/** Stands where the answer would be: what happened, what to do, a button. */
export function errorBox(error: ShownError, turnId: string | null, post: (message: FromChat) => void): TemplateResult {
	const action = errorAction(error, turnId);
	return html`<div class="error-box" role="group" aria-label=${l10n.t('Error')}>
		<i class="codicon codicon-${error.kind === 'budget' ? 'warning' : 'error'}" aria-hidden="true"></i>
		<div>
			<p>${error.message}</p>
			${error.nextStep === '' ? nothing : html`<p class="dim">${error.nextStep}</p>`}
			${action === null ? nothing : html`<vscode-button secondary @click=${() => press(action, post)}>${action.label}</vscode-button>`}
		</div>
	</div>`;
}
