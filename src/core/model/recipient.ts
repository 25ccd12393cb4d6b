import * as l10n from '@vscode/l10n';

/** Recipients of text that stays on the user's machine or network. They are kept and compared, so they are the same in every language. */
export const THIS_COMPUTER = 'this computer';
export const OWN_NETWORK = 'your own network';

/** Who receives a text, as the user reads it. @param recipient of a candidate, a decision or a run */
export function recipientName(recipient: string): string {
	switch (recipient) {
		case THIS_COMPUTER:
			return l10n.t('this computer');
		case OWN_NETWORK:
			return l10n.t('your own network');
		default:
			return recipient;
	}
}
