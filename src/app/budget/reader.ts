import { shownError } from '../../core/base/errors.ts';
import type { NoticeHub } from '../events.ts';
import type { BudgetService } from './service.ts';

/** Reads the ledger anew for whoever asks. One that cannot be read is told once, not every minute, until it could be read again. */
export class BudgetReader {
	readonly #budget: Pick<BudgetService, 'refresh'>;
	readonly #notices: Pick<NoticeHub, 'tell' | 'withdraw'>;
	readonly #log: (line: string) => void;
	/** What was told last. */
	#trouble: string | null = null;

	constructor(budget: Pick<BudgetService, 'refresh'>, notices: Pick<NoticeHub, 'tell' | 'withdraw'>, log: (line: string) => void) {
		this.#budget = budget;
		this.#notices = notices;
		this.#log = log;
	}

	/** Never rejects. */
	async refresh(): Promise<void> {
		try {
			await this.#budget.refresh();
			if (this.#trouble !== null) this.#notices.withdraw('ledger');
			this.#trouble = null;
		} catch (error) {
			const { message, nextStep } = shownError(error);
			if (this.#trouble === message) return;
			this.#trouble = message;
			this.#log(message);
			this.#notices.tell('error', `${message} ${nextStep}`, { subject: 'ledger' });
		}
	}
}
