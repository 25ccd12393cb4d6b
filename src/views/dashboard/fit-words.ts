import * as l10n from '@vscode/l10n';
import { formatPercent } from '../../protocol/format.ts';
import type { EstimateFit } from '../../protocol/insights.ts';

/** What was estimated before an answer and counted after it. */
export type Fitted = 'price' | 'length';

interface FitWords {
	readonly title: string;
	/** What stands where there is nothing to compare. */
	readonly none: string;
	readonly asTable: string;
	/** @param count of answers */
	plotOf(count: number): string;
}

export function fitWords(fitted: Fitted): FitWords {
	if (fitted === 'length')
		return {
			title: l10n.t('Length: said and real'),
			none: l10n.t('No answer with its expected length yet: it is recorded from this version on.'),
			asTable: l10n.t('Length as a table'),
			plotOf: (count) =>
				count === 1
					? l10n.t('Length of 1 answer, real against said: on the line both are the same.')
					: l10n.t('Length of {0} answers, real against said: on the line both are the same.', count.toLocaleString('en-US')),
		};
	return {
		title: l10n.t('Price: said and real'),
		none: l10n.t('No answer whose price was counted yet.'),
		asTable: l10n.t('Price as a table'),
		plotOf: (count) =>
			count === 1
				? l10n.t('Price of 1 answer, real against said: on the line both are the same.')
				: l10n.t('Price of {0} answers, real against said: on the line both are the same.', count.toLocaleString('en-US')),
	};
}

/** How far half of the answers were off, and how many by a factor of two. */
export function inWords(fitted: Fitted, { count, halfWithin, withinTwo }: EstimateFit): string {
	const far = !(halfWithin < 1);
	const half = formatPercent(far ? Math.floor(halfWithin * 10) / 10 : halfWithin);
	return (fitted === 'price' ? price : length)(count, far, half, formatPercent(withinTwo));
}

function price(count: number, far: boolean, half: string, twice: string): string {
	const answers = count.toLocaleString('en-US');
	if (count === 1)
		return far
			? l10n.t('The one answer cost more than {0} away from what was said.', half)
			: l10n.t('The one answer cost within {0} of what was said.', half);
	if (far)
		return l10n.t(
			'Half of the {0} answers cost more than {1} away from what was said; {2} between half and twice of it.',
			answers,
			half,
			twice,
		);
	return l10n.t('Half of the {0} answers cost within {1} of what was said; {2} between half and twice of it.', answers, half, twice);
}

function length(count: number, far: boolean, half: string, twice: string): string {
	const answers = count.toLocaleString('en-US');
	if (count === 1)
		return far
			? l10n.t('The one answer came more than {0} away from the length that was said.', half)
			: l10n.t('The one answer came within {0} of the length that was said.', half);
	if (far)
		return l10n.t(
			'Half of the {0} answers came more than {1} away from the length that was said; {2} between half and twice of it.',
			answers,
			half,
			twice,
		);
	return l10n.t(
		'Half of the {0} answers came within {1} of the length that was said; {2} between half and twice of it.',
		answers,
		half,
		twice,
	);
}
