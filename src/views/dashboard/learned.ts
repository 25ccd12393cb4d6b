import { html, nothing, type TemplateResult } from 'lit';
import type { DashboardState, FromDashboard } from '../../protocol/dashboard.ts';
import { formatPoints } from '../../protocol/format.ts';

type Command = Extract<FromDashboard, { type: 'command' }>['command'];

const ACTIONS: readonly { readonly label: string; readonly command: Command; readonly title: string }[] = [
	{ label: 'export', command: 'exportLearned', title: 'Write all that was learned into a file: names of models and numbers, no text' },
	{ label: 'import', command: 'importLearned', title: 'Replace what was learned by such a file; asks first' },
	{ label: 'forget', command: 'forgetAnswerLearning', title: 'Forget these signals; asks first' },
];

/** What thumbs, edits, tests and runs moved, by model and kind of task. */
export function learnedSection(learned: DashboardState['learned'], run: (command: Command) => void): TemplateResult | typeof nothing {
	if (learned === undefined) return nothing;
	const { signals, enough, rows } = learned;
	return html`<section aria-labelledby="learned">
		<div class="head">
			<h2 id="learned">What your signals changed</h2>
			<span class="learned-actions">
				${ACTIONS.map(({ label, command, title }) => html`<button type="button" class="quiet" title=${title} @click=${() => run(command)}>${label}</button>`)}
			</span>
		</div>
		${signals === 0 ? html`<p class="dim">Nothing yet. Say “good” or “bad” below an answer; code you keep, tests that turn green and runs that end well count too.</p>` : summary(signals, enough)}
		${rows.length === 0 ? nothing : table(rows)}
	</section>`;
}

function summary(signals: number, enough: number): TemplateResult {
	const count = `${signals.toLocaleString('en-US')} ${signals === 1 ? 'signal' : 'signals'} of your own`;
	const rest = signals < enough ? ` From ${enough} on, qualities are no longer called estimates from benchmarks alone.` : '';
	return html`<p class="dim">${count}.${rest}</p>`;
}

function table(rows: NonNullable<DashboardState['learned']>['rows']): TemplateResult {
	return html`<table class="models learned">
		<thead><tr><th>model, on what</th><th class="end">moved</th><th class="end">signals</th></tr></thead>
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
	if (Math.abs(points) < 0.5) return 'not moved';
	return `${formatPoints(points)} ${points > 0 ? 'up' : 'down'}`;
}
