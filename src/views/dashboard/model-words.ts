import * as l10n from '@vscode/l10n';
import { formatDuration, formatPercent, formatTokens } from '../../protocol/format.ts';
import type { EvidenceView, MeasuredView, ModelView, QualityFigure } from '../../protocol/models-page.ts';

/** `120 scores on record, the newest of 2026-10-31, and 3 signals of yours` */
export function evidenceInWords({ scores, newest, signals }: EvidenceView): string {
	const record =
		scores === 0
			? l10n.t('no score on record: estimated from its name and size')
			: scores === 1
				? l10n.t('1 score on record, the newest of {0}', String(newest))
				: l10n.t('{0} scores on record, the newest of {1}', scores.toLocaleString('en-US'), String(newest));
	if (signals === 0) return record;
	if (signals === 1) return l10n.t('{0}, and 1 signal of yours', record);
	return l10n.t('{0}, and {1} signals of yours', record, signals.toLocaleString('en-US'));
}

/** What an estimate says, with its interval. */
export function qualityInWords(figure: QualityFigure, kind: string): string {
	return l10n.t(
		'Estimate: {0} of typical requests ({1}) get an adequate answer, 8 times in 10 between {2} and {3}.',
		formatPercent(Math.min(1, figure.mean)),
		kind,
		Math.round(figure.low * 100),
		Math.round(figure.high * 100),
	);
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
	if (measured === null) return l10n.t('Not asked yet, so nothing is measured.');
	const { requests, failed, firstTokenMs, durationMs } = measured;
	const known = firstTokenMs !== null && durationMs !== null;
	if (requests === 1) {
		if (failed > 0) return l10n.t('Asked once, which failed.');
		if (!known) return l10n.t('Asked once.');
		const [first, whole] = [formatDuration(firstTokenMs.p50), formatDuration(durationMs.p50)];
		return l10n.t('Measured once: first token after {0}, whole answer after {1}.', first, whole);
	}
	const asked = requests.toLocaleString('en-US');
	const count =
		failed === 0
			? l10n.t('Measured in your last {0} requests, none failed.', asked)
			: l10n.t('Measured in your last {0} requests, {1} failed.', asked, failed.toLocaleString('en-US'));
	if (!known) return count;
	const waits = l10n.t(
		'First token within {0} in half of them, {1} in 9 of 10; whole answer within {2} in half of them, {3} in 9 of 10.',
		formatDuration(firstTokenMs.p50),
		formatDuration(firstTokenMs.p90),
		formatDuration(durationMs.p50),
		formatDuration(durationMs.p90),
	);
	return `${count} ${waits}`;
}

/** `200k`, with a tilde where nobody tells. */
export function contextShort({ contextTokens, contextAssumed }: Pick<ModelView, 'contextTokens' | 'contextAssumed'>): string {
	return `${contextAssumed ? '~' : ''}${formatTokens(contextTokens)}`;
}

/** `2 days ago`, of a moment before `now`, both ms since epoch. */
export function agoInWords(at: number, now: number): string {
	const days = Math.floor(Math.max(0, now - at) / 86_400_000);
	return days === 0 ? l10n.t('today') : days === 1 ? l10n.t('yesterday') : l10n.t('{0} days ago', days);
}

/** `0 signals`, `1 signal`, `1,204 signals` */
export function signalsInWords(count: number): string {
	return count === 1 ? l10n.t('1 signal') : l10n.t('{0} signals', count.toLocaleString('en-US'));
}

export function foundInWords(found: number, all: number): string {
	const count = found.toLocaleString('en-US');
	return all === 1 ? l10n.t('{0} of 1 model found', count) : l10n.t('{0} of {1} models found', count, all.toLocaleString('en-US'));
}

/** What Auto has to choose among. */
export function poolInWords(models: number, endpoints: number, inAuto: number): string {
	const [all, servers, chosen] = [models, endpoints, inAuto].map((count) => count.toLocaleString('en-US')) as [string, string, string];
	if (models === 1 && endpoints === 1) return l10n.t('1 model at 1 endpoint; Auto chooses among {0}', chosen);
	if (models === 1) return l10n.t('1 model at {0} endpoints; Auto chooses among {1}', servers, chosen);
	if (endpoints === 1) return l10n.t('{0} models at 1 endpoint; Auto chooses among {1}', all, chosen);
	return l10n.t('{0} models at {1} endpoints; Auto chooses among {2}', all, servers, chosen);
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
