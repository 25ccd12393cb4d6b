import { shownError } from '../../core/base/errors.ts';
import { helpWith } from '../chat/notices.ts';
import type { NoticeHub } from '../events.ts';
import type { BudgetService } from './service.ts';

/** Of notices that the ledger cannot be read. */
export const LEDGER_SUBJECT = 'ledger';

/**
 * Reads the ledger anew for whoever asks. One that cannot be read is told once, not every minute, until it could be read again; who hears
 * of what was read (`BudgetService.onChange`) takes the notice back.
 */
export class BudgetReader {
	readonly #budget: Pick<BudgetService, 'refresh'>;
	readonly #notices: Pick<NoticeHub, 'tell'>;
	readonly #log: (line: string) => void;
	/** What was told last. */
	#trouble: string | null = null;

	constructor(budget: Pick<BudgetService, 'refresh'>, notices: Pick<NoticeHub, 'tell'>, log: (line: string) => void) {
		this.#budget = budget;
		this.#notices = notices;
		this.#log = log;
	}

	/** Never rejects. */
	async refresh(): Promise<void> {
		try {
			await this.#budget.refresh();
			this.#trouble = null;
		} catch (error) {
			const { message, nextStep, action } = shownError(error);
			if (this.#trouble === message) return;
			this.#trouble = message;
			this.#log(message);
			this.#notices.tell('error', `${message} ${nextStep}`, { subject: LEDGER_SUBJECT, actions: helpWith(action) });
		}
	}
}
