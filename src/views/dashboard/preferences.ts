import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { PreferenceView } from '../../protocol/preferences.ts';

/** Which model goes first for which kind of task, each with its end; nothing where none is preferred. */
export function preferences(all: readonly PreferenceView[], remove: (kind: string) => void): TemplateResult | typeof nothing {
	if (all.length === 0) return nothing;
	return html`<section class="preferences" aria-label=${l10n.t('Preferred models')}>
		<h3>${l10n.t('Preferred')}</h3>
		<p class="dim">${l10n.t('Goes first for its kind of task where your limits allow it and it is good enough, or at most 5 points of score behind.')}</p>
		<ul>
			${all.map(
				({ kind, words, name, model, listed }) => html`<li>
					<span>${words}</span> <span class="name" title=${model}>${name}</span>
					${listed ? nothing : html`<span class="tag warn" title=${l10n.t('No endpoint offers it now, so Auto chooses as if there were no preference.')}>${l10n.t('not listed')}</span>`}
					<button type="button" class="quiet" aria-label=${l10n.t('Stop preferring {0} for {1}', name, words)} @click=${() => remove(kind)}>${l10n.t('remove')}</button>
				</li>`,
			)}
		</ul>
	</section>`;
}
