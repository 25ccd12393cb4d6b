import * as l10n from '@vscode/l10n';
import type { MicroDollars } from '../core/base/micros.ts';
import { type QualityEstimate, wholePercent } from '../core/routing/quality.ts';

/** Formatting shared by the views, the status bar and the command line: figures as English writes them, words in the user's language. */

const NBSP = '\u00a0';
const MINUS = '\u2212';

/** `value` with `digits` significant digits, without an exponent and without trailing zeros after the second decimal. */
function significant(value: number, digits: number): string {
	const decimals = Math.max(2, digits - 1 - Math.floor(Math.log10(value)));
	const text = value.toFixed(Math.min(decimals, 6));
	return text.replace(/(\.\d\d\d*?)0+$/, '$1');
}

/**
 * µ$ in dollars: cents from $1 upwards, two significant digits below; `$0.0057`, `$0.042`, `$12.40`, `$1,204.00`.
 * Zero is `$0`; what is smaller than a hundredth of a cent is `<$0.0001`. The minus sign stands before the dollar sign.
 */
export function formatMoney(micros: MicroDollars): string {
	return money(micros, 2);
}

/**
 * As `formatMoney` with a tilde and, below ten cents, one significant digit (whole cents from one cent up): an estimate must not look
 * exact. `~$0.006`, `<$0.0001`
 */
export function formatEstimate(micros: MicroDollars): string {
	if (micros === 0) return '$0';
	if (Math.abs(micros) < 100) return formatMoney(micros);
	return `~${money(micros, Math.abs(micros) < 100_000 ? 1 : 2)}`;
}

/** To the micro-dollar, for rows that a reader adds up: `$0.005712`. */
export function formatExact(micros: MicroDollars): string {
	return `${micros < 0 ? MINUS : ''}$${(Math.abs(micros) / 1_000_000).toFixed(6)}`;
}

function money(micros: MicroDollars, digits: number): string {
	if (micros === 0) return '$0';
	const sign = micros < 0 ? MINUS : '';
	const dollars = Math.abs(micros) / 1_000_000;
	if (dollars < 0.0001) return `${sign}<$0.0001`;
	if (dollars < 0.995) return `${sign}$${significant(dollars, digits)}`;
	const [whole = '0', cents = '00'] = dollars.toFixed(2).split('.');
	return `${sign}$${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
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

/** A recipient as it is read: those that no vendor is have a name in the user's language. */
export function recipientName(recipient: string): string {
	switch (recipient) {
		case 'this computer':
			return l10n.t('this computer');
		case 'your own network':
			return l10n.t('your own network');
		default:
			return recipient;
	}
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
export function tokensInWords(tokens: number): string {
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
