import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { startErrorText } from '../failed-start.ts';
import type { ChatParticipant } from './chat-participant.ts';

/** As in the manifest. */
export const PARTICIPANT = 'routoo.routoo';

/** Registers `@routoo` at activation, before anything behind it is loaded: a message waits until Routoo is up, or is told why it is not. */
export function registerParticipant(icon: vscode.Uri, participant: Promise<ChatParticipant>): vscode.Disposable {
	let up: ChatParticipant | null = null;
	participant.then(
		(loaded) => {
			up = loaded;
		},
		// Said at its first message.
		() => {},
	);
	const registered = vscode.chat.createChatParticipant(PARTICIPANT, async (request, context, response, token) => {
		if (up === null) response.progress(l10n.t('Routoo is still starting'));
		try {
			return await (await participant).respond(request, context, response, token);
		} catch (error) {
			return { errorDetails: { message: l10n.t('Routoo cannot start: {0}', startErrorText(error)) } };
		}
	});
	registered.iconPath = icon;
	registered.followupProvider = { provideFollowups: (result) => up?.followups(result) ?? [] };
	return vscode.Disposable.from(
		registered,
		registered.onDidReceiveFeedback(({ result, kind }) => up?.feedback(result, kind === vscode.ChatResultFeedbackKind.Helpful)),
	);
}
