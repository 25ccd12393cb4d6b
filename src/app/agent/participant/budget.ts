import * as l10n from '@vscode/l10n';
import { formatMoney } from '../../../protocol/format.ts';
import type { BudgetSnapshot } from '../../budget/service.ts';
import type { ParticipantOut } from './types.ts';
import { plainText, table } from './words.ts';

export function purposeInWords(purpose: string): string {
	switch (purpose) {
		case 'chat':
			return l10n.t("Routoo's own chat");
		case 'completion':
			return l10n.t('Completions');
		case 'agent':
			return l10n.t("VS Code's Chat and agents");
		case 'background':
			return l10n.t('Titles, summaries and the like');
		case 'reading':
			return l10n.t('Reading tasks before a model is chosen');
		default:
			return plainText(purpose, 40);
	}
}

const money = (micros: number): string => plainText(formatMoney(micros));

/** The month in words: spent, left, projected, by purpose, today. */
export function budgetWords({ view, summary, remaining, agentRemaining, projected }: BudgetSnapshot, paused: boolean): string {
	const until = new Date(view.resetsAt).toLocaleDateString('en-GB', { day: 'numeric', month: 'long' });
	const lines = [
		view.limit === null
			? l10n.t('**{0}** spent this month, and no limit is set.', money(view.spent))
			: l10n.t('**{0}** of {1} spent, **{2}** left until {3}.', money(view.spent), money(view.limit), money(remaining ?? 0), until),
	];
	if (view.outstanding > 0) lines.push(l10n.t('{0} of it is held for answers that are being written.', money(view.outstanding)));
	if (projected !== null) {
		const about = money(projected);
		lines.push(
			view.limit !== null && projected > view.limit
				? l10n.t(
						'At this pace it will be about {0} by {1}, which is over the limit: cheaper models are preferred to make it last.',
						about,
						until,
					)
				: l10n.t('At this pace it will be about {0} by {1}.', about, until),
		);
	}
	lines.push(l10n.t('Today: {0}.', money(summary.today)));
	if (agentRemaining !== null && remaining !== null && agentRemaining < remaining) {
		lines.push(l10n.t("Of what is left, runs in VS Code's Chat may take {0}.", money(agentRemaining)));
	}
	if (paused) lines.push(l10n.t('**Paid requests are paused**, in every window: free, local and included models go on.'));
	const purposes = Object.entries(summary.byPurpose).sort(([, a], [, b]) => b.settled - a.settled);
	const rows = purposes.map(([purpose, { settled, requests }]) => [purposeInWords(purpose), money(settled), String(requests)]);
	const spent =
		rows.length === 0
			? `\n${l10n.t('Nothing was asked this month yet.')}\n`
			: table([l10n.t('For'), l10n.t('Spent'), l10n.t('Requests')], rows);
	return `${lines.join('\n\n')}\n${spent}`;
}

export function budgetButtons(out: ParticipantOut, paused: boolean): void {
	out.button('openDashboard', l10n.t('Open Dashboard'));
	out.button('setBudget', l10n.t('Set Monthly Budget'));
	if (paused) out.button('resumePaid', l10n.t('Resume Paid Requests'));
	else out.button('pausePaid', l10n.t('Pause Paid Requests'));
}
