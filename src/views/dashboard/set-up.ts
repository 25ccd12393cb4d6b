import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';

/** What stands before all figures where nothing can be asked: the way to the first steps, which the chat shows. */
export function setUp(
	usableModels: number | null | undefined,
	run: (command: 'focusChat' | 'setKey') => void,
): TemplateResult | typeof nothing {
	if (usableModels !== 0) return nothing;
	return html`<p class="notice info set-up" role="status">
		<i class="codicon codicon-info" aria-hidden="true"></i>
		<span>${l10n.t('No model can be asked yet, so there is nothing to show.')}</span>
		<button type="button" class="quiet" @click=${() => run('focusChat')}>${l10n.t('First steps')}</button>
		<button type="button" class="quiet" @click=${() => run('setKey')}>${l10n.t('Set API key')}</button>
	</p>`;
}
