import * as l10n from '@vscode/l10n';
import { findAnswer, mapAnswer } from '../../core/chat/session-ops.ts';
import { effortHints } from '../../core/chat/usual-effort.ts';
import type { Attachment } from '../../core/message/message.ts';
import { modelOfId } from '../../core/money/experience.ts';
import type { FromChat, ToChat } from '../../protocol/chat.ts';
import type { Answers } from './answers.ts';
import { BUSY_SUBJECT, type ChatStore, NOTHING_TO_ATTACH } from './chat-store.ts';
import type { Conversation } from './conversation.ts';
import type { ApplyNews, CodeAnswer } from './editor-port.ts';
import { imageAttachment, refusal } from './images.ts';
import type { Meter } from './meter.ts';
import { tellApplied } from './notices.ts';
import type { ChatDeps } from './ports.ts';
import type { Prompts } from './prompts.ts';
import type { Queue } from './queue.ts';
import { UNATTACHED } from './send-mentions.ts';
import type { SessionSwitch } from './session-switch.ts';
import { readNamed } from './typed-mentions.ts';

interface Parts {
	readonly deps: ChatDeps;
	readonly store: ChatStore;
	readonly answers: Answers;
	readonly conversation: Conversation;
	readonly queue: Queue;
	readonly meter: Meter;
	readonly sessions: SessionSwitch;
	readonly prompts: Prompts;
	readonly post: (message: ToChat) => void;
	/** Renders everything anew. */
	readonly snapshot: () => void;
}

type Actions = { readonly [Type in FromChat['type']]: (message: Extract<FromChat, { type: Type }>) => unknown };

/** Messages that begin an answer in the open session. */
const ASKING: ReadonlySet<FromChat['type']> = new Set([
	'send',
	'explainFile',
	'retry',
	'allowOnce',
	'again',
	'againWith',
	'goOn',
	'shorten',
	'edit',
	'queue',
	'queued',
]);

/** Does what a view asks for. Rejects with a RoutooError in words where it cannot be done. */
export function chatActions(parts: Parts): (message: FromChat) => Promise<void> {
	const actions = table(parts);
	return async (message) => {
		if (ASKING.has(message.type)) await parts.sessions.settled();
		await (actions[message.type] as (message: FromChat) => unknown)(message);
	};
}

/** Puts an attachment into the box; `nothing` is said where there is none. */
export function attach(store: ChatStore, attachment: Attachment | null, nothing: string, word?: string): void {
	if (attachment) {
		store.composer.add(attachment, word);
		store.notices.withdraw(NOTHING_TO_ATTACH);
	} else store.notices.add('info', nothing, { subject: NOTHING_TO_ATTACH });
	store.inputsChanged();
}

function table({ deps, store, answers, conversation, queue, meter, sessions, prompts, post, snapshot }: Parts): Actions {
	const { editor, user } = deps;
	const setModel = async (model: string | null): Promise<void> => {
		if (model === null) return;
		await store.setModel(model);
		if (model !== 'auto') await deps.marks?.named(modelOfId(model));
	};
	/** The word stands in the text for what is attached: where nothing is, it goes again. */
	const orWithoutWord = async (word: string | undefined, isAttached: () => Promise<boolean>): Promise<void> => {
		let done = false;
		try {
			done = await isAttached();
		} finally {
			if (!done && word !== undefined) post({ type: 'notAttached', word });
		}
	};
	const tell = (news: ApplyNews | null): void => tellApplied(store.notices, news);
	/** The box as it is now, whatever its mentions name. */
	const sendAsTyped = ([sessionId, text, asText]: readonly string[]): Promise<void> | undefined => {
		const { id, draft } = store.session();
		store.notices.withdraw(UNATTACHED);
		if (id !== sessionId || draft.trim() !== text) return;
		store.returned('');
		const how = { asText: asText !== undefined, bare: true };
		return store.busy() === null ? conversation.send(draft, how) : queue.add(draft, how);
	};
	const codeOf = (turnId: string, id: string): CodeAnswer => {
		const answer = findAnswer(store.session(), turnId, id);
		const cut = answer !== null && (answer.state !== 'done' || answer.interrupted === 'length');
		return { id, modelName: answer?.routing?.modelName ?? null, cut };
	};
	return {
		ready: snapshot,
		draft: ({ text }) => {
			store.typed(text);
			const [, heldBack = text.trim()] = store.notices.argsOf(UNATTACHED);
			if (text.trim() !== heldBack) store.notices.withdraw(UNATTACHED);
		},
		send: ({ text, asText = false }) => conversation.send(text, { asText }),
		usePrompt: ({ name, wish }) => prompts.use(name, wish),
		commit: async ({ wish }) => {
			const typed = `/commit ${wish}`;
			if ((await user.writeCommitMessage(wish)) || wish === '') return;
			// What was wished for is typed once; the view may not have told yet that its box is empty.
			if (['', typed].includes(store.session().draft.trim())) store.returned(typed);
		},
		useSummary: ({ turnId, used }) => conversation.useSummary(turnId, used),
		shorten: ({ now }) => (now ? conversation.shorten() : meter.notNow()),
		stop: () => answers.stop(),
		retry: ({ turnId }) => conversation.retry(turnId, false),
		allowOnce: ({ turnId }) => conversation.retry(turnId, true),
		again: ({ turnId, how }) => conversation.again(turnId, how),
		againWith: ({ turnId, model }) => conversation.againWith(turnId, model),
		edit: ({ turnId, text }) => conversation.edit(turnId, text),
		goOn: ({ turnId }) => conversation.goOn(turnId),
		showVersion: ({ turnId, index }) => conversation.showVersion(turnId, index),
		queue: ({ text, asText = false }) => (store.busy() === null ? conversation.send(text, { asText }) : queue.add(text, { asText })),
		queued: ({ id, act }) => (act === 'send' ? queue.sendNow(id) : act === 'edit' ? queue.edit(id) : queue.remove(id)),
		showAnswer: ({ turnId, index }) => conversation.showAnswer(turnId, index),
		feedback: ({ turnId, answerId, value }) => {
			const said = findAnswer(store.session(), turnId, answerId)?.feedback ?? null;
			store.open.change(mapAnswer(store.session(), turnId, answerId, (answer) => ({ ...answer, feedback: value })));
			store.changeTurn(turnId, (turn) => turn);
			if (value !== said) deps.answers?.thumb(answerId, value);
		},
		copy: async ({ text, answerId }) => {
			await editor.copy(text);
			if (answerId !== undefined) deps.answers?.copied(answerId);
		},
		insertCode: ({ code, answerId }) => editor.insertAtCursor(code, answerId),
		applyCode: async ({ code, language, above = '', turnId, answerId, review = false }) =>
			tell(await editor.apply([{ code, info: language, above }], codeOf(turnId, answerId), review)),
		applyAll: async ({ blocks, turnId, answerId }) => {
			const named = blocks.map(({ code, language, above = '' }) => ({ code, info: language, above }));
			tell(await editor.apply(named, codeOf(turnId, answerId), true));
		},
		newFile: ({ code, language, answerId }) => editor.newFile(code, language, answerId),
		attach: ({ what, word }) =>
			orWithoutWord(word, async () => {
				// Once is enough: the chip of the open file is the same.
				if (what === 'file' && store.openFile.isOffered()) {
					store.setOpenFile(true);
					return true;
				}
				const given = what === 'pick' ? ((await editor.pickFile()) ?? '') : await readNamed(editor, what);
				if (given === '') return false;
				const isThere = typeof given !== 'string';
				attach(store, isThere ? given : null, isThere ? '' : given, word);
				return isThere;
			}),
		openFile: ({ on }) => store.setOpenFile(on),
		instructions: ({ path, on }) => store.setInstructions(path, on),
		explainFile: async () => {
			const file = await editor.currentFile();
			if (file === null) return post({ type: 'focus' });
			if (store.busy() === null) return conversation.sendBeside('Explain this file.', [file]);
			store.notices.add('info', l10n.t('An answer is being written. Ask about the file when it is there.'), { subject: BUSY_SUBJECT });
		},
		welcome: ({ did }) => (did === 'keepBudget' ? deps.welcome.budgetDecided() : deps.welcome.hide()),
		findContext: async ({ of, requestId, query }) => post({ type: 'contextMatches', requestId, rows: await editor.find(of, query) }),
		attachFound: ({ of, ref, word }) =>
			orWithoutWord(word, async () => {
				attach(store, await editor.read(of, ref), '', word);
				return true;
			}),
		attachImage: (shown) => {
			attach(store, imageAttachment(shown, store.composer.attachments(), store.session()), '');
		},
		imageRefused: ({ name, why }) => {
			throw refusal(why, name);
		},
		attachDropped: async ({ uris }) => {
			const refused: unknown[] = [];
			for (const uri of uris) {
				// One that cannot be read keeps no other out.
				try {
					const dropped = await editor.readDropped(uri);
					if ('kind' in dropped) attach(store, dropped, '');
					else post({ type: 'prepareImage', ...dropped });
				} catch (error) {
					refused.push(error);
				}
			}
			if (refused.length > 0) throw refused[0];
		},
		detach: ({ attachmentId }) => {
			store.composer.remove(attachmentId);
			store.inputsChanged();
		},
		pickModel: async () => {
			const hints = effortHints(store.session().turns, store.preview().line);
			await setModel(await user.pickModel(l10n.t('Model for the next messages'), hints));
		},
		setModel: ({ model }) => setModel(model),
		setPreset: ({ preset }) => user.updateSetting('routoo.routing.preset', preset),
		setGoodEnough: ({ value }) => user.updateSetting('routoo.routing.goodEnough', value === null ? null : Math.round(100 * value)),
		prefer: ({ kind, model }) => deps.preferences?.set(kind, model),
		setLocalOnly: ({ on }) => user.setLocalOnly(on),
		newSession: () => sessions.startNew(),
		openSession: ({ sessionId }) => sessions.open(sessionId),
		deleteSession: ({ sessionId }) => sessions.delete([sessionId]),
		dismissNotice: ({ noticeId }) => store.notices.dismiss(noticeId),
		noticeAction: async ({ noticeId, index }) => {
			const action = store.notices.actionOf(noticeId, index);
			if (action?.command === 'shortenAnyway') return conversation.shorten(action.args?.[0], true);
			if (action?.command === 'sendAsTyped') return sendAsTyped(action.args ?? []);
			if (action !== null) await user.runCommand(action.command, ...(action.args ?? []));
		},
		command: ({ command }) => user.runCommand(command),
		openLink: ({ url }) => editor.openLink(url),
		openPath: ({ path, line, endLine }) => editor.openPath(path, line, endLine),
	};
}
