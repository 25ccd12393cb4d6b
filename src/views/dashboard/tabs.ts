import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { DASHBOARD_PAGES, type DashboardPage } from '../../protocol/models-page.ts';

const PAGES = DASHBOARD_PAGES;

const LABELS: Readonly<Record<DashboardPage, () => string>> = { overview: () => l10n.t('Overview'), models: () => l10n.t('Models') };

/** The dashboard's pages as tabs: arrows, Home and End move among them, one stands in the order of Tab. */
export function tabs(chosen: DashboardPage, choose: (page: DashboardPage) => void): TemplateResult {
	const onKey = (event: KeyboardEvent): void => {
		// With others they are the editor's: Alt and an arrow goes back.
		if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
		const to = target(event.key, PAGES.indexOf(chosen));
		if (to === null) return;
		event.preventDefault();
		const buttons = (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role=tab]');
		choose(PAGES[to]!);
		buttons[to]?.focus();
	};
	return html`<div class="tabs" role="tablist" aria-label=${l10n.t('Pages of the dashboard')} @keydown=${onKey}>
		${PAGES.map(
			(page) => html`<button
				type="button"
				role="tab"
				id="tab-${page}"
				aria-controls="page-${page}"
				aria-selected=${page === chosen ? 'true' : 'false'}
				tabindex=${page === chosen ? '0' : '-1'}
				@click=${() => choose(page)}
			>${LABELS[page]()}</button>`,
		)}
	</div>`;
}

/** Null for a key that does not move. */
function target(key: string, at: number): number | null {
	const count = PAGES.length;
	if (key === 'ArrowRight') return (at + 1) % count;
	if (key === 'ArrowLeft') return (at - 1 + count) % count;
	if (key === 'Home') return 0;
	return key === 'End' ? count - 1 : null;
}
