import * as l10n from '@vscode/l10n';
import type { MicroDollars } from '../core/base/micros.ts';
import { estimateInWords, moneyInWords } from '../core/base/money-words.ts';
import { type QualityEstimate, wholePercent } from '../core/routing/quality.ts';

// biome-ignore lint/performance/noBarrelFile: both sides must name a recipient by one rule.
export { recipientName } from '../core/model/recipient.ts';

/** Formatting shared by the views, the status bar and the command line: figures as English writes them, words in the user's language. */

const NBSP = '\u00a0';
const MINUS = '\u2212';

/** µ$ in dollars, two significant digits below $1: `$0.0057`, `$12.40`. */
export const formatMoney: (micros: MicroDollars) => string = moneyInWords;

/** The same of an estimate, `~$0.012`. */
export const formatEstimate: (micros: MicroDollars) => string = estimateInWords;

/** To the micro-dollar, for rows that a reader adds up: `$0.005712`. */
export function formatExact(micros: MicroDollars): string {
	return `${micros < 0 ? MINUS : ''}$${(Math.abs(micros) / 1_000_000).toFixed(6)}`;
}

/** A share 0..1 as whole percent, `91 %`. Only exactly 1 is 100 % and only exactly 0 is 0 %: `>99 %`, `<1 %`. */
export function formatPercent(share: number): string {
	return `${wholePercent(share)}${NBSP}%`;
}

/** Mean of an estimate, `91 %`. */
export function formatQuality(quality: Pick<QualityEstimate, 'mean'>): string {
	return formatPercent(Math.min(1, quality.mean));
}

/** 10-90 % interval of an estimate in whole percent points, `86–95`. */
export function formatInterval(quality: Pick<QualityEstimate, 'low' | 'high'>): string {
	return `${Math.round(quality.low * 100)}–${Math.round(quality.high * 100)}`;
}

/** The promise behind the number, in words. */
export function qualityInWords(quality: QualityEstimate, modelName: string): string {
	return l10n.t('about {0} of 100 requests like this one get an adequate answer from {1}', Math.round(quality.mean * 100), modelName);
}

/** `0.4 s`, `14 s`, `2 min 5 s`, `1 h 3 min`. `ms` is at least 0. */
export function formatDuration(ms: number): string {
	const seconds = Math.max(0, ms) / 1000;
	if (seconds < 9.95) return `${seconds.toFixed(1)}${NBSP}s`;
	const whole = Math.round(seconds);
	if (whole < 60) return `${whole}${NBSP}s`;
	if (whole < 3600) return join(Math.floor(whole / 60), 'min', whole % 60, 's');
	const minutes = Math.round(whole / 60);
	return join(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
	return `${large}${NBSP}${largeUnit}${small === 0 ? '' : ` ${small}${NBSP}${smallUnit}`}`;
}

/** `940`, `1.9k`, `12k`, `1.2M`. */
export function formatTokens(tokens: number): string {
	if (tokens < 1000) return `${Math.round(tokens)}`;
	if (tokens < 999_500) return `${scaled(tokens / 1000)}k`;
	return `${scaled(tokens / 1_000_000)}M`;
}

/** `1 token`, `1.9k tokens`. */
export function countedTokens(tokens: number): string {
	return Math.round(tokens) === 1 ? l10n.t('1 token') : l10n.t('{0} tokens', formatTokens(tokens));
}

function scaled(value: number): string {
	return value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : `${Math.round(value)}`;
}

/** What a saving is compared with. `reference` null: with what was the reference when it was booked. */
export function comparedInWords(reference: string | null): string {
	if (reference === null) return l10n.t('no reference model now');
	return l10n.t('compared with always asking {0}, at the tokens really used', reference);
}

/** `4 points`, `1 point`: a move of quality, which is never shown as none. */
export function formatPoints(points: number): string {
	const whole = Math.max(1, Math.round(Math.abs(points)));
	return whole === 1 ? l10n.t('1 point') : l10n.t('{0} points', whole);
}
