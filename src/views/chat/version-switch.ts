import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FromChat, Turn } from '../../protocol/chat.ts';

/** `‹ 2/3 ›` at a message from which the chat went on in several ways. Arrow keys move too where it has the focus. */
export function versionSwitch({ id, version }: Turn, busy: boolean, post: (message: FromChat) => void): TemplateResult | typeof nothing {
	if (version === undefined) return nothing;
	const { index, count } = version;
	const show = (next: number): void => {
		if (!busy && next >= 0 && next < count) post({ type: 'showVersion', turnId: id, index: next });
	};
	const button = (words: string, sign: string, next: number): TemplateResult => html`<button
		type="button"
		class="quiet"
		title=${words}
		aria-label=${words}
		aria-disabled=${busy || next < 0 || next >= count ? 'true' : 'false'}
		@click=${() => show(next)}
	>${sign}</button>`;
	return html`<span
		class="versions"
		role="group"
		aria-label=${l10n.t('Versions of this message and what followed')}
		@keydown=${(event: KeyboardEvent) => {
			const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
			if (step === undefined) return;
			event.preventDefault();
			show(index + step);
		}}
	>${button(l10n.t('Earlier version of this message and what followed'), '‹', index - 1)}
		<span aria-hidden="true">${index + 1}/${count}</span><span class="visually-hidden" aria-live="polite">${l10n.t('Version {0} of {1}', index + 1, count)}</span>
		${button(l10n.t('Later version of this message and what followed'), '›', index + 1)}</span>`;
}
