import * as l10n from '@vscode/l10n';
import type { Clock } from '../../core/base/time.ts';
import type { Health } from '../../core/gateway/health.ts';
import { timeInWords } from '../../core/gateway/rest-words.ts';
import type { NoticeHub } from '../events.ts';

/** Tells once of each plan, model and endpoint whose quota is used up, and takes it back when it works again or is forgotten. */
export class RestWatch {
	readonly #health: Pick<Health, 'longRests'>;
	readonly #clock: Clock;
	readonly #notices: Pick<NoticeHub, 'tell' | 'withdraw'>;
	/** Until when, by what rests. */
	#told: ReadonlyMap<string, number> = new Map();

	constructor(health: Pick<Health, 'longRests'>, clock: Clock, notices: Pick<NoticeHub, 'tell' | 'withdraw'>) {
		this.#health = health;
		this.#clock = clock;
		this.#notices = notices;
	}

	look(): void {
		const resting = new Map(this.#health.longRests().map((rest) => [rest.key, rest]));
		const now = this.#clock.now();
		for (const { key, until, error } of resting.values()) {
			if (this.#told.get(key) === until) continue;
			const text = l10n.t('{0} Routoo asks others, and tries again {1}.', error.message, timeInWords(until, now));
			this.#notices.tell('info', text, { subject: subjectOf(key), actions: [{ label: l10n.t('Try now'), command: 'refreshModels' }] });
		}
		for (const key of this.#told.keys()) if (!resting.has(key)) this.#notices.withdraw(subjectOf(key));
		this.#told = new Map([...resting].map(([key, { until }]) => [key, until]));
	}
}

function subjectOf(key: string): string {
	return `rest ${key}`;
}
