import { html, nothing, type TemplateResult } from 'lit';
import type { PreferenceView } from '../../protocol/preferences.ts';

/** Which model goes first for which kind of task, each with its end; nothing where none is preferred. */
export function preferences(all: readonly PreferenceView[], remove: (kind: string) => void): TemplateResult | typeof nothing {
	if (all.length === 0) return nothing;
	return html`<section class="preferences" aria-label="Preferred models">
		<h3>Preferred</h3>
		<p class="dim">Goes first for its kind of task where your limits allow it and it is good enough, or at most 5 points of score behind.</p>
		<ul>
			${all.map(
				({ kind, words, name, model, listed }) => html`<li>
					<span>${words}</span> <span class="name" title=${model}>${name}</span>
					${listed ? nothing : html`<span class="tag warn" title="No endpoint offers it now, so Auto chooses as if there were no preference.">not listed</span>`}
					<button type="button" class="quiet" aria-label="Stop preferring ${name} for ${words}" @click=${() => remove(kind)}>remove</button>
				</li>`,
			)}
		</ul>
	</section>`;
}
