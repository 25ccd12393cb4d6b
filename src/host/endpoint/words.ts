import * as l10n from '@vscode/l10n';
import type { EndpointState } from './endpoint.ts';

/** What tools are told to ask. */
export function originOf(port: number): string {
	return `http://127.0.0.1:${port}`;
}

/** For the status bar and the dashboard: one sentence while other tools can ask Routoo here, null else. */
export function servedInWords(state: EndpointState): string | null {
	switch (state.kind) {
		case 'serving':
			return l10n.t('Other tools can ask Routoo at {0}.', originOf(state.port));
		case 'joined':
			return l10n.t('Other tools can ask Routoo at {0}, served by another window.', originOf(state.port));
		case 'other':
			return l10n.t('Other tools can ask Routoo at {0}, served by another Routoo with a key of its own.', originOf(state.port));
		default:
			return null;
	}
}

/** Where it stands, in a sentence or two. */
export function stateInWords(state: EndpointState): string {
	switch (state.kind) {
		case 'off':
			return l10n.t('The endpoint for other tools is off.');
		case 'untrusted':
			return l10n.t('The endpoint for other tools is off in this window: trust the workspace to let it serve.');
		case 'starting':
			return l10n.t('The endpoint for other tools is starting.');
		case 'serving':
			return l10n.t('The endpoint for other tools is at {0}, served by this window.', originOf(state.port));
		case 'joined':
			return l10n.t(
				'The endpoint for other tools is at {0}, served by another window; this one takes over when that closes.',
				originOf(state.port),
			);
		case 'other':
			return l10n.t(
				'Another Routoo (routoo serve, or another editor) serves {0} with a key of its own: give tools the key that it shows.',
				originOf(state.port),
			);
		case 'foreign':
			return l10n.t('Port {0} is taken by another program. Set routoo.endpoint.port to a free one, or end that program.', state.port);
		case 'failed':
			return l10n.t('The endpoint for other tools cannot start: {0}', state.words);
	}
}
