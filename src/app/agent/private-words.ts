import * as l10n from '@vscode/l10n';
import type { PrivateContent } from '../../core/agent/private-content.ts';
import { secretInWords } from '../../core/workspace/secret-words.ts';
import type { Question } from '../ports.ts';

/** What the user said of something private. */
export type Answer = 'send' | 'local' | 'withhold';

const MOST_NAMED = 4;

/**
 * The question before something private goes to a remote model. It waits for an answer, because the request does.
 * @param recipient null where it is not decided yet
 */
export function privateQuestion(
	found: readonly { readonly content: PrivateContent; readonly tool: string | null }[],
	recipient: string | null,
	hasLocal: boolean,
): Question {
	const what = listed([
		...new Set(found.flatMap(({ content }) => (content.files.length > 0 ? namesOf(content) : content.secrets.map(secretInWords)))),
	]);
	const to = recipient ?? l10n.t('a remote model');
	const tools = [...new Set(found.flatMap(({ tool }) => (tool === null ? [] : [shownName(tool, 60)])))];
	const secrets = [...new Set(found.flatMap(({ content }) => content.secrets.map(secretInWords)))];
	return {
		text: l10n.t('Send {0} to {1}?', what, to),
		detail: [
			whereHeld(tools, found.some(({ content }) => content.files.length > 0) ? secrets : []),
			hasLocal
				? l10n.t(
						'"Always in This Workspace" asks no more here. "Local Models Only" lets local models alone read it in this conversation. Withheld, it stays here, and the run goes on without it.',
					)
				: l10n.t('"Always in This Workspace" asks no more here. Withheld, it stays here, and the run goes on without it.'),
		].join('\n\n'),
		modal: true,
		// The first has the focus: whoever is typing when this opens must not send by a space or Enter.
		answers: [
			{ id: 'withhold', label: l10n.t('Withhold') },
			{ id: 'send', label: l10n.t('Send') },
			{ id: 'always', label: l10n.t('Always in This Workspace') },
			...(hasLocal ? [{ id: 'local', label: l10n.t('Local Models Only') }] : []),
		],
	};
}

/** @param secrets beside the files, which alone may say why */
function whereHeld(tools: readonly string[], secrets: readonly string[]): string {
	if (tools.length === 0) {
		return secrets.length === 0
			? l10n.t('What is attached holds it: by its name, .gitignore, your exclude list or its text it may hold keys or passwords.')
			: l10n.t(
					'What is attached holds it: by its name, .gitignore, your exclude list or its text it may hold keys or passwords ({0}).',
					listed(secrets),
				);
	}
	return secrets.length === 0
		? l10n.t(
				'The result of {0} holds it: by its name, .gitignore, your exclude list or its text it may hold keys or passwords.',
				listed(tools),
			)
		: l10n.t(
				'The result of {0} holds it: by its name, .gitignore, your exclude list or its text it may hold keys or passwords ({1}).',
				listed(tools),
				listed(secrets),
			);
}

/** What the model reads in place of what was withheld: the same words for the same result, in English. */
export function withheldNote(content: PrivateContent, why: Exclude<Answer, 'send'> | 'unasked', isResult: boolean): string {
	const what = listedForModel(namesOf(content));
	const who = WITHHELD[why];
	return `[Routoo withheld ${isResult ? 'this result' : 'this attachment'}: it holds ${what}; ${who}. Go on without it, do not read it in another way, and ask the user for what you need to know of it.]`;
}

const WITHHELD = {
	local: 'only local models may read it, and none can answer now',
	withhold: 'the user did not allow sending it to a remote model',
	unasked: 'the user has not allowed sending it to a remote model',
} as const;

/** Its files, or what else it holds. */
function namesOf({ files, secrets }: PrivateContent): readonly string[] {
	return files.length > 0 ? files.map((file) => shownName(file, 120)) : secrets;
}

/** A name that a model or a server wrote: one line, bounded, without what changes how it is read. */
function shownName(name: string, most: number): string {
	const plain = name.replace(/[\p{C}\s]+/gu, ' ').trim();
	return plain.length > most ? `…${plain.slice(1 - most)}` : plain;
}

function listed(names: readonly string[]): string {
	const shown = names.slice(0, MOST_NAMED);
	const more = names.length - shown.length;
	if (more > 0) return l10n.t('{0} and {1} more', shown.join(', '), more);
	return shown.length < 2 ? (shown[0] ?? '') : l10n.t('{0} and {1}', shown.slice(0, -1).join(', '), shown.at(-1) ?? '');
}

function listedForModel(names: readonly string[]): string {
	const shown = names.slice(0, MOST_NAMED);
	const more = names.length - shown.length;
	if (more > 0) return `${shown.join(', ')} and ${more} more`;
	return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
