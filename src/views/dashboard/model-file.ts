import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FromDashboard } from '../../protocol/dashboard.ts';
import type { FileView } from '../../protocol/models-page.ts';

/** What can be done with a model file. */
export type FileCommand = Extract<Extract<FromDashboard, { type: 'modelsCommand' }>['command'], `${string}ModelFile`>;

/** How its process stands, beside the name. */
export function fileTag({ state, words }: FileView): TemplateResult {
	const tags: Readonly<Record<FileView['state'], readonly [string, string]>> = {
		running: [l10n.t('running'), 'new'],
		starting: [l10n.t('loading'), ''],
		failed: [l10n.t('failed'), 'warn'],
		stopped: [l10n.t('stopped'), ''],
	};
	const [text, look] = tags[state];
	return html`<span class="tag ${look}" title=${words}>${text}<span class="visually-hidden">: ${words}</span></span>`;
}

/** The state in words, the file, and what can be done with them. */
export function fileFacts(name: string, { state, words, path }: FileView, run: (command: FileCommand) => void): TemplateResult {
	const button = (command: FileCommand, label: string): TemplateResult =>
		html`<button type="button" class="quiet" aria-label="${name}: ${label}" @click=${() => run(command)}>${label}</button>`;
	const goes = state === 'running' || state === 'starting';
	return html`<div><dt>${l10n.t('runs')}</dt>
			<dd>${words}
				${goes ? nothing : button('startModelFile', l10n.t('start'))} ${goes ? button('stopModelFile', l10n.t('stop')) : nothing}
				${state === 'failed' ? button('useModelFile', l10n.t('another program')) : nothing}
				${button('removeModelFile', l10n.t('remove'))}
			</dd>
		</div>
		<div><dt>${l10n.t('file')}</dt><dd class="wire">${path}</dd></div>`;
}
