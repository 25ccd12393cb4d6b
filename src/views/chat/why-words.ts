import * as l10n from '@vscode/l10n';
import type { RoutingLine } from '../../protocol/chat.ts';
import type { Role } from './why-rows.ts';

/** What made the chosen model win. */
export function wonInWords(by: NonNullable<RoutingLine['wonBy']>): string {
	switch (by) {
		case 'quality':
			return l10n.t('wins by quality');
		case 'price':
			return l10n.t('wins by price');
		case 'wait':
			return l10n.t('wins by wait: it begins sooner');
		case 'balance':
			return l10n.t('wins by the balance of quality, price and wait');
		case 'cache':
			return l10n.t('wins by the cache: this conversation lies in it');
		case 'budget':
			return l10n.t('wins by the budget, which has to last');
		case 'conversation':
			return l10n.t('this conversation stays with it');
		case 'preference':
			return l10n.t('you prefer it');
		case 'choice':
			return l10n.t('your choice');
		case 'run':
			return l10n.t('the model of this run');
		case 'only':
			return l10n.t('the only one that is allowed');
	}
}

/** Why a model stands beside the chosen one. */
export function roleInWords(role: Role): string {
	switch (role) {
		case 'chosen':
			return l10n.t('chosen');
		case 'next':
			return l10n.t('runner-up');
		case 'cheaper':
			return l10n.t('cheaper');
		case 'better':
			return l10n.t('better');
	}
}
