import * as l10n from '@vscode/l10n';
import type { CompletionGate } from '../../core/completion/engine-types.ts';

export interface CompletionStatusText {
	/** A few words for the status bar itself, null where the tooltip is enough. */
	readonly text: string | null;
	/** One or two sentences for the tooltip, plain text; null where there is nothing to say. */
	readonly line: string | null;
	/** Label and command, as a command link takes it. */
	readonly links: readonly (readonly [string, string])[];
}

function snooze(): CompletionStatusText['links'] {
	return [
		[l10n.t('Snooze 5'), 'routoo.snoozeCompletions?%5B5%5D'],
		['15', 'routoo.snoozeCompletions?%5B15%5D'],
		[l10n.t('60 min'), 'routoo.snoozeCompletions?%5B60%5D'],
	];
}

/** The one quiet state of completions, in words and with the way out. */
export function completionStatusText(gate: CompletionGate): CompletionStatusText {
	switch (gate.kind) {
		case 'open':
			return {
				text: null,
				line: l10n.t('Completions are on.'),
				links: [...snooze(), [l10n.t('Off for this language'), 'routoo.toggleLanguageCompletions']],
			};
		case 'starting':
			return { text: null, line: null, links: [] };
		case 'off':
			return { text: null, line: l10n.t('Completions are off.'), links: [[l10n.t('Turn on'), 'routoo.toggleCompletions']] };
		case 'languageOff':
			return {
				text: null,
				line: l10n.t('Completions are off for {0}.', gate.languageId),
				links: [[l10n.t('Turn on for this language'), 'routoo.toggleLanguageCompletions']],
			};
		case 'private':
			return {
				text: null,
				line: l10n.t('This file is left out of completions: .gitignore, your exclude list or its name (keys, .env) says so.'),
				links: [[l10n.t('Completion settings'), 'routoo.openCompletionSettings']],
			};
		case 'snoozed':
			return {
				text: l10n.t('completions snoozed'),
				line: l10n.t('Completions are snoozed until {0}.', clock(gate.until)),
				links: [[l10n.t('Resume'), 'routoo.resumeCompletions']],
			};
		case 'noModel':
			return {
				text: l10n.t('no completions'),
				line: l10n.t('No completions: {0}', gate.reason),
				links: [
					[l10n.t('Choose models'), 'routoo.chooseCompletionModels'],
					[l10n.t('Add endpoint'), 'routoo.addEndpoint'],
					[l10n.t('Set API key'), 'routoo.setKey'],
					[l10n.t('Turn off'), 'routoo.toggleCompletions'],
				],
			};
		case 'needsConsent': {
			const allow: CompletionStatusText['links'][number] = [l10n.t('Allow'), 'routoo.allowRemoteCompletions?%5Btrue%5D'];
			if (gate.answered)
				return {
					text: l10n.t('no completions'),
					line: l10n.t('Completions use local models only, and none can fill in code.'),
					links: [allow],
				};
			return {
				text: gate.local ? l10n.t('allow remote completions?') : l10n.t('allow completions?'),
				line: l10n.t(
					'Completions use local models only. Allow paid and remote ones? While you type, they receive the code around the caret and parts of open files.',
				),
				links: [allow, [l10n.t('Local models only'), 'routoo.allowRemoteCompletions?%5Bfalse%5D'], ...(gate.local ? snooze() : [])],
			};
		}
		case 'limit':
			return {
				text: l10n.t('completions at limit'),
				line: gate.reason,
				links: [
					[l10n.t('Budget'), 'routoo.setBudget'],
					[l10n.t('Completions’ share'), 'routoo.openCompletionSettings'],
				],
			};
		case 'paidPaused':
			return {
				text: l10n.t('paid requests are paused'),
				line: l10n.t('No completions: paid requests are paused, and no free model can fill in code.'),
				links: [[l10n.t('Resume paid requests'), 'routoo.resumePaid']],
			};
		case 'paused':
			return {
				text: l10n.t('completions paused'),
				line: l10n.t('Completions pause until {0}. {1} {2}', clock(gate.until), gate.message, gate.nextStep),
				links: [
					[l10n.t('Try now'), 'routoo.resumeCompletions'],
					[l10n.t('Log'), 'routoo.showLog'],
				],
			};
	}
}

function clock(at: number): string {
	return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
}
