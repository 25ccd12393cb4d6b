import type { MicroDollars } from './micros.ts';

/** The one way in which an amount stands before a person: in views, lines, notices and the terminal. */

const MINUS = '\u2212';

/** `value` with two significant digits, without an exponent and without trailing zeros after the second decimal. */
function significant(value: number): string {
	const decimals = Math.max(2, 1 - Math.floor(Math.log10(value)));
	return value.toFixed(Math.min(decimals, 6)).replace(/(\.\d\d\d*?)0+$/, '$1');
}

/**
 * µ$ in dollars: cents from $1 upwards, two significant digits below; `$0.0057`, `$0.042`, `$12.40`, `$1,204.00`.
 * Zero is `$0`; what is smaller than a hundredth of a cent is `<$0.0001`. The minus sign stands before the dollar sign.
 */
export function moneyInWords(micros: MicroDollars): string {
	if (micros === 0) return '$0';
	const sign = micros < 0 ? MINUS : '';
	const dollars = Math.abs(micros) / 1_000_000;
	if (dollars < 0.0001) return `${sign}<$0.0001`;
	if (dollars < 0.995) return `${sign}$${significant(dollars)}`;
	const [whole = '0', cents = '00'] = dollars.toFixed(2).split('.');
	return `${sign}$${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}

/**
 * As `moneyInWords` with a tilde: the tilde says that it is an estimate. A digit less would say 17 % less of $0.012. Nothing and next to
 * nothing have none. `~$0.006`, `~$0.012`, `<$0.0001`
 */
export function estimateInWords(micros: MicroDollars): string {
	return `${Math.abs(micros) < 100 ? '' : '~'}${moneyInWords(micros)}`;
}
