import type { BudgetView } from '../../protocol/common.ts';
import { formatMoney } from '../../protocol/format.ts';

/** What is left, or what was spent where there is no limit. */
export function budgetLabel({ limit, spent, outstanding }: BudgetView): string {
	if (limit === null) return `${formatMoney(spent)} spent`;
	return `${formatMoney(Math.max(0, limit - spent - outstanding))} left`;
}

export function budgetInWords({ limit, spent, outstanding, resetsAt }: BudgetView): string {
	const reserved = outstanding > 0 ? `, ${formatMoney(outstanding)} reserved by running requests` : '';
	const day = new Date(resetsAt).toLocaleDateString(undefined, { day: 'numeric', month: 'long' });
	const of = limit === null ? 'no budget set' : `of ${formatMoney(limit)}`;
	return `${formatMoney(spent)} spent, ${of}${reserved}. Starts anew on ${day}. Opens the dashboard.`;
}
