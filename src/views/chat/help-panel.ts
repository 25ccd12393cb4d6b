import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { COMMANDS, type Command } from '../../protocol/slash.ts';

const keys = (): readonly (readonly [string, string])[] => [
	['Enter', l10n.t('send; while an answer is written: when it is there')],
	['Shift+Enter', l10n.t('new line')],
	['@', l10n.t('attach a file or the selection')],
	['↑', l10n.t('in an empty box: edit your last message')],
	['Esc', l10n.t('stop the answer')],
];

/** What can be typed into the box; asked for by /help, without any request. */
export function helpPanel(prompts: readonly Command[], close: () => void): TemplateResult {
	return html`<section
		class="help"
		aria-label=${l10n.t('What can be typed here')}
		@keydown=${(event: KeyboardEvent) => {
			if (event.key !== 'Escape') return;
			event.stopPropagation();
			close();
		}}
	>
		<div class="help-head">
			<h3>${l10n.t('Commands')}</h3>
			<button type="button" class="icon" aria-label=${l10n.t('Close help')} title=${l10n.t('Close')} @click=${close}><i class="codicon codicon-close" aria-hidden="true"></i></button>
		</div>
		<dl>${COMMANDS.map(row)}</dl>
		${prompts.length === 0 ? html`<p class="dim">${l10n.t('Files in .github/prompts that end in .prompt.md are commands too.')}</p>` : html`<h3>${l10n.t('Prompt files')}</h3><dl>${prompts.map(row)}</dl>`}
		<h3>${l10n.t('Keys')}</h3>
		<dl>${keys().map(([key, does]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${does}</dd></div>`)}</dl>
		<h3>${l10n.t('Preferred models')}</h3>
		<p class="dim">${l10n.t('Prefer a model for such requests by its star in “why”, or below an answer under “again”. “Routoo: Preferences...” lists what you prefer and removes it.')}</p>
	</section>`;
}

function row({ name, detail }: Command): TemplateResult {
	return html`<div><dt class="name">/${name}</dt><dd>${detail}</dd></div>`;
}
