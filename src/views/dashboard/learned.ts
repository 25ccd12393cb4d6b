import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { DashboardState, FromDashboard } from '../../protocol/dashboard.ts';
import { formatPoints } from '../../protocol/format.ts';

type Command = Extract<FromDashboard, { type: 'command' }>['command'];

const actions = (): readonly { readonly label: string; readonly command: Command; readonly title: string }[] => [
	{
		label: l10n.t('export'),
		command: 'exportLearned',
		title: l10n.t('Write all that was learned into a file: names of models and numbers, no text'),
	},
	{ label: l10n.t('import'), command: 'importLearned', title: l10n.t('Replace what was learned by such a file; asks first') },
	{ label: l10n.t('forget'), command: 'forgetAnswerLearning', title: l10n.t('Forget these signals; asks first') },
];

/** What thumbs, edits, tests and runs moved, by model and kind of task. */
export function learnedSection(learned: DashboardState['learned'], run: (command: Command) => void): TemplateResult | typeof nothing {
	if (learned === undefined) return nothing;
	const { signals, enough, rows } = learned;
	return html`<section aria-labelledby="learned">
		<div class="head">
			<h2 id="learned">${l10n.t('What your signals changed')}</h2>
			<span class="learned-actions">
				${actions().map(({ label, command, title }) => html`<button type="button" class="quiet" title=${title} @click=${() => run(command)}>${label}</button>`)}
			</span>
		</div>
		${signals === 0 ? html`<p class="dim">${l10n.t('Nothing yet. Say “good” or “bad” below an answer; code you keep, tests that turn green and runs that end well count too.')}</p>` : summary(signals, enough)}
		${rows.length === 0 ? nothing : table(rows)}
	</section>`;
}

function summary(signals: number, enough: number): TemplateResult {
	const count = signals === 1 ? l10n.t('1 signal of your own.') : l10n.t('{0} signals of your own.', signals.toLocaleString('en-US'));
	const rest = signals < enough ? ` ${l10n.t('From {0} on, qualities are no longer called estimates from benchmarks alone.', enough)}` : '';
	return html`<p class="dim">${count}${rest}</p>`;
}

function table(rows: NonNullable<DashboardState['learned']>['rows']): TemplateResult {
	return html`<table class="models learned">
		<thead><tr><th>${l10n.t('model, on what')}</th><th class="end">${l10n.t('moved')}</th><th class="end">${l10n.t('signals')}</th></tr></thead>
		<tbody>
			${rows.map(
				({ model, kind, points, signals }) => html`<tr>
					<td class="name">${model} <span class="dim kind">${kind}</span></td>
					<td class="end figure">${movedText(points)}</td>
					<td class="end figure">${signals.toLocaleString('en-US')}</td>
				</tr>`,
			)}
		</tbody>
	</table>`;
}

/** The direction in words, not in a colour alone. */
function movedText(points: number): string {
	if (Math.abs(points) < 0.5) return l10n.t('not moved');
	return points > 0 ? l10n.t('{0} up', formatPoints(points)) : l10n.t('{0} down', formatPoints(points));
}
