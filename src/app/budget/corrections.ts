import * as l10n from '@vscode/l10n';
import { dollarsFromMicros, type MicroDollars, microsFromDollars } from '../../core/base/micros.ts';
import type { LedgerRow } from '../../core/money/ledger.ts';
import { formatMoney } from '../../protocol/format.ts';
import { typedDollars } from './typed.ts';

/** A booked request as it is offered for correction. */
export interface Correctable {
	readonly requestId: string;
	/** What it was and what is booked. */
	readonly label: string;
	/** Why it may be wrong. */
	readonly detail: string;
	/** Booked now, in dollars as one types them. */
	readonly amount: string;
}

/** Those whose server's figure was not believed come first, then the newest. Rows are newest first. */
export function correctable(rows: readonly LedgerRow[]): Correctable[] {
	const booked = rows.filter(({ state }) => state === 'settled' || state === 'orphaned');
	const doubted = booked.filter(isDoubted);
	return [...doubted, ...booked.filter((row) => !isDoubted(row))].map((row) => ({
		requestId: row.requestId,
		label: `${formatMoney(row.cost)}  ${row.decision.modelName}  ${new Date(row.at).toLocaleString()}`,
		detail: doubt(row),
		amount: String(dollarsFromMicros(row.cost)),
	}));
}

/** Dollars as typed; null for what is no amount. */
export function typedAmount(text: string): MicroDollars | null {
	const dollars = typedDollars(text);
	const micros = dollars === null ? Number.NaN : microsFromDollars(dollars);
	return micros <= 1e12 ? micros : null;
}

function isDoubted({ claimed, corrected }: LedgerRow): boolean {
	return claimed !== null && !corrected;
}

function doubt({ claimed, corrected, costSource, cost }: LedgerRow): string {
	if (corrected) return l10n.t('Corrected by you');
	if (claimed !== null)
		return l10n.t('The server said {0}; that was not believed, and {1} was booked instead', formatMoney(claimed), formatMoney(cost));
	return costSource === 'estimate' ? l10n.t('An estimate') : costSource === 'provider' ? l10n.t('As the vendor said') : l10n.t('Counted');
}
