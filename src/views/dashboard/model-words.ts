import { formatDuration, formatInterval, formatPercent, formatTokens } from '../../protocol/format.ts';
import type { EvidenceView, MeasuredView, ModelView, QualityFigure } from '../../protocol/models-page.ts';

/** `120 scores on record, the newest of 2026-10-31, and 3 signals of yours` */
export function evidenceInWords({ scores, newest, signals }: EvidenceView): string {
	const record =
		scores === 0
			? 'no score on record: estimated from its name and size'
			: `${counted(scores, 'score')} on record, the newest of ${newest}`;
	return signals === 0 ? record : `${record}, and ${counted(signals, 'signal')} of yours`;
}

/** What an estimate says, with its interval. */
export function qualityInWords(figure: QualityFigure, kind: string): string {
	return `Estimate: ${formatPercent(Math.min(1, figure.mean))} of typical requests (${kind}) get an adequate answer, 8 times in 10 between ${formatInterval(figure).replace('–', ' and ')}.`;
}

/** `0.9 / 2.1 s` in a table; a dash before anything was measured. */
export function waitShort(measured: MeasuredView | null): string {
	const wait = measured?.firstTokenMs ?? null;
	return wait === null ? '–' : `${formatDuration(wait.p50)} / ${formatDuration(wait.p90)}`;
}

/** `3 %`; a dash before the first request. */
export function failedShort(measured: MeasuredView | null): string {
	return measured === null || measured.requests === 0 ? '–' : formatPercent(measured.failed / measured.requests);
}

/** What the newest requests showed, in sentences. */
export function measuredInWords(measured: MeasuredView | null): string {
	if (measured === null) return 'Not asked yet, so nothing is measured.';
	const { requests, failed, firstTokenMs, durationMs } = measured;
	const known = firstTokenMs !== null && durationMs !== null;
	if (requests === 1) {
		if (failed > 0 || !known) return failed > 0 ? 'Asked once, which failed.' : 'Asked once.';
		return `Measured once: first token after ${formatDuration(firstTokenMs.p50)}, whole answer after ${formatDuration(durationMs.p50)}.`;
	}
	const failures = failed === 0 ? 'none failed' : `${failed.toLocaleString('en-US')} failed`;
	const count = `Measured in your last ${requests.toLocaleString('en-US')} requests, ${failures}.`;
	if (!known) return count;
	const within = (p50: number, p90: number): string => `${formatDuration(p50)} in half of them, ${formatDuration(p90)} in 9 of 10`;
	return `${count} First token within ${within(firstTokenMs.p50, firstTokenMs.p90)}; whole answer within ${within(durationMs.p50, durationMs.p90)}.`;
}

/** `200k`, with a tilde where nobody tells. */
export function contextShort({ contextTokens, contextAssumed }: Pick<ModelView, 'contextTokens' | 'contextAssumed'>): string {
	return `${contextAssumed ? '~' : ''}${formatTokens(contextTokens)}`;
}

/** `2 days ago`, of a moment before `now`, both ms since epoch. */
export function agoInWords(at: number, now: number): string {
	const days = Math.floor(Math.max(0, now - at) / 86_400_000);
	return days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`;
}

/** `1 model`, `1,204 models` */
export function counted(count: number, what: string): string {
	return `${count.toLocaleString('en-US')} ${what}${count === 1 ? '' : 's'}`;
}

/** Whether Auto can choose it now, at one effort at least. */
export function inAuto({ use, blocked }: ModelView): boolean {
	return use !== 'off' && blocked === null;
}

/** Whether a model is meant by what was typed: each word in its name, its ids, its maker or its endpoint. */
export function matches(query: string, { name, wire, id, vendor }: ModelView, endpoint: string): boolean {
	const words = query
		.toLowerCase()
		.split(/\s+/)
		.filter((word) => word !== '');
	const text = `${name}\n${wire}\n${id}\n${vendor}\n${endpoint}`.toLowerCase();
	return words.every((word) => text.includes(word));
}
