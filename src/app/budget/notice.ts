import * as l10n from '@vscode/l10n';
import { isSpent } from '../../core/money/level.ts';
import type { ThresholdNotice } from '../../core/money/thresholds.ts';
import type { BudgetView } from '../../protocol/common.ts';
import type { NoticeHub } from '../events.ts';

const SUBJECT = 'budget';
const NO_LIMIT = 'no budget';

/** The notice of a threshold: one, for as long as so much of that very limit is spent. */
export class BudgetNotice {
	readonly #notices: Pick<NoticeHub, 'tell' | 'withdraw'>;
	#told: ThresholdNotice | null = null;
	/** As read last, µ$; undefined before. */
	#limit: number | null | undefined;

	constructor(notices: Pick<NoticeHub, 'tell' | 'withdraw'>) {
		this.#notices = notices;
	}

	tell(notice: ThresholdNotice): void {
		this.#told = notice;
		this.#notices.tell('warning', notice.text, { subject: SUBJECT, actions: [{ label: l10n.t('Change budget'), command: 'setBudget' }] });
	}

	/** The ledger was read: another limit, a new period or a correction ends what was told. */
	look({ limit, spent }: Pick<BudgetView, 'limit' | 'spent'>): void {
		this.#lookAtLimit(limit);
		const told = this.#told;
		if (told === null || (limit === told.limit && isSpent(told.percent, spent, limit))) return;
		this.#told = null;
		this.#notices.withdraw(SUBJECT);
	}

	/** Emptying the field of the settings, to type another amount, takes the limit away at once and without a word of VS Code's. */
	#lookAtLimit(limit: number | null): void {
		const before = this.#limit;
		this.#limit = limit;
		if (limit !== null) this.#notices.withdraw(NO_LIMIT);
		else if (before != null) {
			const text = l10n.t('No monthly budget is set any more: paid models can cost any amount.');
			this.#notices.tell('warning', text, { subject: NO_LIMIT, actions: [{ label: l10n.t('Set a budget'), command: 'setBudget' }] });
		}
	}
}
