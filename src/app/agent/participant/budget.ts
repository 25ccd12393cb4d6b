import { formatMoney } from '../../../protocol/format.ts';
import type { BudgetSnapshot } from '../../budget/service.ts';
import type { ParticipantOut } from './types.ts';
import { plainText, table } from './words.ts';

const PURPOSES: Readonly<Record<string, string>> = {
	chat: "Routoo's own chat",
	completion: 'Completions',
	agent: "VS Code's Chat and agents",
	background: 'Titles, summaries and the like',
	reading: 'Reading tasks before a model is chosen',
};

export function purposeInWords(purpose: string): string {
	return PURPOSES[purpose] ?? plainText(purpose, 40);
}

const money = (micros: number): string => plainText(formatMoney(micros));

/** The month in words: spent, left, projected, by purpose, today. */
export function budgetWords({ view, summary, remaining, agentRemaining, projected }: BudgetSnapshot, paused: boolean): string {
	const until = new Date(view.resetsAt).toLocaleDateString('en-GB', { day: 'numeric', month: 'long' });
	const lines = [
		view.limit === null
			? `**${money(view.spent)}** spent this month, and no limit is set.`
			: `**${money(view.spent)}** of ${money(view.limit)} spent, **${money(remaining ?? 0)}** left until ${until}.`,
	];
	if (view.outstanding > 0) lines.push(`${money(view.outstanding)} of it is held for answers that are being written.`);
	if (projected !== null) {
		const over =
			view.limit !== null && projected > view.limit ? ', which is over the limit: cheaper models are preferred to make it last' : '';
		lines.push(`At this pace it will be about ${money(projected)} by ${until}${over}.`);
	}
	lines.push(`Today: ${money(summary.today)}.`);
	if (agentRemaining !== null && remaining !== null && agentRemaining < remaining) {
		lines.push(`Of what is left, runs in VS Code's Chat may take ${money(agentRemaining)}.`);
	}
	if (paused) lines.push('**Paid requests are paused**, in every window: free, local and included models go on.');
	const purposes = Object.entries(summary.byPurpose).sort(([, a], [, b]) => b.settled - a.settled);
	const rows = purposes.map(([purpose, { settled, requests }]) => [purposeInWords(purpose), money(settled), String(requests)]);
	return `${lines.join('\n\n')}\n${rows.length === 0 ? '\nNothing was asked this month yet.\n' : table(['For', 'Spent', 'Requests'], rows)}`;
}

export function budgetButtons(out: ParticipantOut, paused: boolean): void {
	out.button('openDashboard', 'Open Dashboard');
	out.button('setBudget', 'Set Monthly Budget');
	if (paused) out.button('resumePaid', 'Resume Paid Requests');
	else out.button('pausePaid', 'Pause Paid Requests');
}
