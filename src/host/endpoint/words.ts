import type { EndpointState } from './endpoint.ts';

/** What tools are told to ask. */
export function originOf(port: number): string {
	return `http://127.0.0.1:${port}`;
}

/** For the status bar and the dashboard: one sentence while other tools can ask Routoo here, null else. */
export function servedInWords(state: EndpointState): string | null {
	switch (state.kind) {
		case 'serving':
			return `Other tools can ask Routoo at ${originOf(state.port)}.`;
		case 'joined':
			return `Other tools can ask Routoo at ${originOf(state.port)}, served by another window.`;
		case 'other':
			return `Other tools can ask Routoo at ${originOf(state.port)}, served by another Routoo with a key of its own.`;
		default:
			return null;
	}
}

/** Where it stands, in a sentence or two. */
export function stateInWords(state: EndpointState): string {
	switch (state.kind) {
		case 'off':
			return 'The endpoint for other tools is off.';
		case 'untrusted':
			return 'The endpoint for other tools is off in this window: trust the workspace to let it serve.';
		case 'starting':
			return 'The endpoint for other tools is starting.';
		case 'serving':
			return `The endpoint for other tools is at ${originOf(state.port)}, served by this window.`;
		case 'joined':
			return `The endpoint for other tools is at ${originOf(state.port)}, served by another window; this one takes over when that closes.`;
		case 'other':
			return `Another Routoo (routoo serve, or another editor) serves ${originOf(state.port)} with a key of its own: give tools the key that it shows.`;
		case 'foreign':
			return `Port ${state.port} is taken by another program. Set routoo.endpoint.port to a free one, or end that program.`;
		case 'failed':
			return `The endpoint for other tools cannot start: ${state.words}`;
	}
}
