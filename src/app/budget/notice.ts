import { isSpent } from '../../core/money/level.ts';
import type { ThresholdNotice } from '../../core/money/thresholds.ts';
import type { BudgetView } from '../../protocol/common.ts';
import type { NoticeHub } from '../events.ts';

const SUBJECT = 'budget';

/** The notice of a threshold: one, for as long as so much of that very limit is spent. */
export class BudgetNotice {
	readonly #notices: Pick<NoticeHub, 'tell' | 'withdraw'>;
	#told: ThresholdNotice | null = null;

	constructor(notices: Pick<NoticeHub, 'tell' | 'withdraw'>) {
		this.#notices = notices;
	}

	tell(notice: ThresholdNotice): void {
		this.#told = notice;
		this.#notices.tell('warning', notice.text, { subject: SUBJECT, actions: [{ label: 'Change budget', command: 'setBudget' }] });
	}

	/** The ledger was read: another limit, a new period or a correction ends what was told. */
	look({ limit, spent }: Pick<BudgetView, 'limit' | 'spent'>): void {
		const told = this.#told;
		if (told === null || (limit === told.limit && isSpent(told.percent, spent, limit))) return;
		this.#told = null;
		this.#notices.withdraw(SUBJECT);
	}
}
