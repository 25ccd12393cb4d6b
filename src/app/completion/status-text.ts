import type { CompletionGate } from '../../core/completion/engine-types.ts';

export interface CompletionStatusText {
	/** A few words for the status bar itself, null where the tooltip is enough. */
	readonly text: string | null;
	/** One or two sentences for the tooltip, plain text; null where there is nothing to say. */
	readonly line: string | null;
	/** Label and command, as a command link takes it. */
	readonly links: readonly (readonly [string, string])[];
}

const SNOOZE: CompletionStatusText['links'] = [
	['Snooze 5', 'routoo.snoozeCompletions?%5B5%5D'],
	['15', 'routoo.snoozeCompletions?%5B15%5D'],
	['60 min', 'routoo.snoozeCompletions?%5B60%5D'],
];

/** The one quiet state of completions, in words and with the way out. */
export function completionStatusText(gate: CompletionGate): CompletionStatusText {
	switch (gate.kind) {
		case 'open':
			return { text: null, line: 'Completions are on.', links: [...SNOOZE, ['Off for this language', 'routoo.toggleLanguageCompletions']] };
		case 'starting':
			return { text: null, line: null, links: [] };
		case 'off':
			return { text: null, line: 'Completions are off.', links: [['Turn on', 'routoo.toggleCompletions']] };
		case 'languageOff':
			return {
				text: null,
				line: `Completions are off for ${gate.languageId}.`,
				links: [['Turn on for this language', 'routoo.toggleLanguageCompletions']],
			};
		case 'private':
			return {
				text: null,
				line: 'This file is left out of completions: .gitignore, your exclude list or its name (keys, .env) says so.',
				links: [['Completion settings', 'routoo.openCompletionSettings']],
			};
		case 'snoozed':
			return {
				text: 'completions snoozed',
				line: `Completions are snoozed until ${clock(gate.until)}.`,
				links: [['Resume', 'routoo.resumeCompletions']],
			};
		case 'noModel':
			return {
				text: 'no completions',
				line: `No completions: ${gate.reason}`,
				links: [
					['Choose models', 'routoo.chooseCompletionModels'],
					['Add endpoint', 'routoo.addEndpoint'],
					['Set API key', 'routoo.setKey'],
					['Turn off', 'routoo.toggleCompletions'],
				],
			};
		case 'needsConsent': {
			const allow: CompletionStatusText['links'][number] = ['Allow', 'routoo.allowRemoteCompletions?%5Btrue%5D'];
			if (gate.answered)
				return { text: 'no completions', line: 'Completions use local models only, and none can fill in code.', links: [allow] };
			return {
				text: gate.local ? 'allow remote completions?' : 'allow completions?',
				line: 'Completions use local models only. Allow paid and remote ones? While you type, they receive the code around the caret and parts of open files.',
				links: [allow, ['Local models only', 'routoo.allowRemoteCompletions?%5Bfalse%5D'], ...(gate.local ? SNOOZE : [])],
			};
		}
		case 'limit':
			return {
				text: 'completions at limit',
				line: gate.reason,
				links: [
					['Budget', 'routoo.setBudget'],
					['Completions’ share', 'routoo.openCompletionSettings'],
				],
			};
		case 'paidPaused':
			return {
				text: 'paid requests are paused',
				line: 'No completions: paid requests are paused, and no free model can fill in code.',
				links: [['Resume paid requests', 'routoo.resumePaid']],
			};
		case 'paused':
			return {
				text: 'completions paused',
				line: `Completions pause until ${clock(gate.until)}. ${gate.message} ${gate.nextStep}`,
				links: [
					['Try now', 'routoo.resumeCompletions'],
					['Log', 'routoo.showLog'],
				],
			};
	}
}

function clock(at: number): string {
	return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
}
