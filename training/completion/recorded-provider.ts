import { RoutooError } from '../../src/core/base/errors.ts';
import type { Clock } from '../../src/core/base/time.ts';
import type { FillAbility, FillEvent, FillProvider, FillRequest } from '../../src/core/completion/types.ts';
import { normal, randomOf } from '../kit/random.ts';
import type { PositionRow } from './rows.ts';
import type { VirtualTime } from './virtual-time.ts';

/** How quick a class of hosted models is: to the first token, log-normal, and a token after that. */
export interface Speed {
	readonly firstTokenMs: number;
	readonly spread: number;
	readonly msPerToken: number;
}

export const ABILITY: FillAbility = { method: 'openaiSuffix', template: null, why: 'Recorded.' };

/** Answers as the recorded model did, at the speed of its class. Where nothing was recorded, within a burst of keys, it is still busy when the next key comes. */
export class RecordedProvider implements FillProvider {
	readonly endpointId: string;
	readonly #model: number;
	readonly #speed: Speed;
	readonly #time: VirtualTime & Clock;
	readonly #current: () => PositionRow | null;
	/** Tokens that went over the wire. */
	sentTokens = 0;

	constructor(endpointId: string, model: number, speed: Speed, time: VirtualTime, current: () => PositionRow | null) {
		this.endpointId = endpointId;
		this.#model = model;
		this.#speed = speed;
		this.#time = time;
		this.#current = current;
	}

	async ability(): Promise<FillAbility> {
		return ABILITY;
	}

	async *fill(_ability: FillAbility, { context, stop }: FillRequest, signal: AbortSignal): AsyncGenerator<FillEvent> {
		const row = this.#current();
		const random = randomOf((row?.offset ?? 0) * 31 + this.#model);
		const { firstTokenMs, spread, msPerToken } = this.#speed;
		await this.#wait(row === null ? Number.POSITIVE_INFINITY : firstTokenMs * Math.exp(spread * normal(random)), signal);
		const outcome = row!.outcomes[this.#model]!;
		const stopped = stop.includes('\n') ? outcome.text.split('\n')[0]! : outcome.text;
		const pieces = pieceEqually(stopped, Math.max(1, Math.round((outcome.tokens[2] * stopped.length) / Math.max(1, outcome.text.length))));
		for (const [i, text] of pieces.entries()) {
			if (i > 0) await this.#wait(msPerToken, signal);
			this.sentTokens++;
			yield { type: 'text', text };
		}
		const usage = { input: context.tokens, cachedInput: 0, cacheWrite: 0, output: pieces.length, reasoning: 0 };
		yield { type: 'usage', usage, reportedCost: null };
		yield { type: 'end', reason: 'stop' };
	}

	async #wait(ms: number, signal: AbortSignal): Promise<void> {
		await this.#time.sleep(ms, signal);
		if (signal.aborted) throw new RoutooError('cancelled', 'Stopped.', 'Type on.');
	}
}

/** `count` pieces of about the same length: an answer's tokens, whose borders are not recorded. */
export function pieceEqually(text: string, count: number): string[] {
	return Array.from({ length: count }, (_, i) =>
		text.slice(Math.round((i * text.length) / count), Math.round(((i + 1) * text.length) / count)),
	);
}
