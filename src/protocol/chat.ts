import * as z from 'zod/mini';
import type { Answer, Turn } from '../core/chat/session.ts';
import type { ChatFrame, ChatState, FoundContext } from './chat-state.ts';
import { id, longText, modelId } from './common.ts';
import { type ImageToPrepare, imageMessages, imageToPrepare } from './images.ts';
import { longChatMessages } from './long-chat.ts';
import { preferSchema } from './preferences.ts';

/**
 * What the chat view and its host say to each other. The view is untrusted: everything it sends is parsed here, with bounds, before the
 * host acts.
 */

/** Info string of a fence: it may hold a long path. */
export const LONGEST_INFO = 500;
const fenceInfo = z.string().check(z.maxLength(LONGEST_INFO));
const commandName = z.string().check(z.minLength(1), z.maxLength(64));
/** What stands in the text for an attachment. */
const word = z.string().check(z.minLength(1), z.maxLength(4000));
/** What is read of the text right above a block: it may name the file. */
export const LONGEST_ABOVE = 600;
/** Blocks that one message may hold. */
export const MOST_BLOCKS = 60;
const codeBlock = { code: longText, language: fenceInfo, above: z.optional(z.string().check(z.maxLength(LONGEST_ABOVE))) };
const lineNumber = z.int().check(z.minimum(1), z.maximum(10_000_000));
const turnRef = { turnId: id, answerId: id };

export const fromChatSchema = z.discriminatedUnion('type', [
	...longChatMessages,
	z.object({ type: z.literal('ready') }),
	/** The text of the input box changed: saved as draft and used for the preview. */
	z.object({ type: z.literal('draft'), text: longText }),
	/** `asText`: also where it begins like a command (protocol/slash.ts). */
	z.object({ type: z.literal('send'), text: longText, asText: z.optional(z.boolean()) }),
	/** Fills the box with a prompt file; `wish`: what was typed behind its name. */
	z.object({ type: z.literal('usePrompt'), name: commandName, wish: longText }),
	/** Writes a commit message into Source Control. */
	z.object({ type: z.literal('commit'), wish: longText }),
	/** Whether a summary is sent instead of the turns before it. */
	z.object({ type: z.literal('useSummary'), turnId: id, used: z.boolean() }),
	z.object({ type: z.literal('stop') }),
	/** Same turn, same choice: after an error. */
	z.object({ type: z.literal('retry'), turnId: id }),
	/** Answers this turn although the budget is used up (atLimit = ask). */
	z.object({ type: z.literal('allowOnce'), turnId: id }),
	z.object({ type: z.literal('again'), turnId: id, how: z.enum(['stronger', 'cheaper', 'same']) }),
	/** `model`: auto or a candidate id. */
	z.object({ type: z.literal('againWith'), turnId: id, model: modelId }),
	z.object({ type: z.literal('showAnswer'), turnId: id, index: z.int().check(z.minimum(0), z.maximum(1000)) }),
	/** The edited text is sent; the turn and what came after it stay as another way of the chat. */
	z.object({ type: z.literal('edit'), turnId: id, text: longText }),
	z.object({ type: z.literal('feedback'), ...turnRef, value: z.nullable(z.enum(['good', 'bad'])) }),
	/** `answerId`: of the answer that it is from; absent for the user's own words. */
	z.object({ type: z.literal('copy'), text: longText, answerId: z.optional(id) }),
	/** Code block actions; `language` is the fence's info string. */
	z.object({ type: z.literal('insertCode'), code: longText, ...turnRef }),
	/** `review`: the change is shown before it is made, however sure it is. */
	z.object({ type: z.literal('applyCode'), ...codeBlock, ...turnRef, review: z.optional(z.boolean()) }),
	/** All blocks of an answer that name a file, as one change. */
	z.object({
		type: z.literal('applyAll'),
		blocks: z.array(z.object(codeBlock)).check(z.minLength(1), z.maxLength(MOST_BLOCKS)),
		...turnRef,
	}),
	z.object({ type: z.literal('newFile'), code: longText, language: fenceInfo, ...turnRef }),
	z.object({
		type: z.literal('attach'),
		what: z.enum(['selection', 'file', 'problems', 'diff', 'terminal', 'terminalSelection', 'pick']),
		word: z.optional(word),
	}),
	/** Takes the open file out of this chat, or puts it back. */
	z.object({ type: z.literal('openFile'), on: z.boolean() }),
	/** The same of a file of instructions. */
	z.object({ type: z.literal('instructions'), path: z.string().check(z.minLength(1), z.maxLength(4000)), on: z.boolean() }),
	/** Asks about the file in the editor, which goes along; where none is open the box gets the focus. */
	z.object({ type: z.literal('explainFile') }),
	/** A first step that the view itself can do. */
	z.object({ type: z.literal('welcome'), did: z.enum(['keepBudget', 'hide']) }),
	/** Query of an `@` mention; answered by `contextMatches`. */
	z.object({
		type: z.literal('findContext'),
		of: z.enum(['file', 'folder', 'symbol']),
		query: z.string().check(z.maxLength(300)),
		requestId: z.int(),
	}),
	/** `ref`: of a row of `contextMatches`; of a search the text that is looked for. */
	z.object({
		type: z.literal('attachFound'),
		of: z.enum(['file', 'folder', 'symbol', 'search']),
		ref: z.string().check(z.minLength(1), z.maxLength(4000)),
		word: z.optional(word),
	}),
	...imageMessages,
	z.object({ type: z.literal('detach'), attachmentId: id }),
	z.object({ type: z.literal('pickModel') }),
	z.object({ type: z.literal('setModel'), model: modelId }),
	z.object({ type: z.literal('setPreset'), preset: z.enum(['save', 'balanced', 'best']) }),
	/** 0..1; null = the preset's. */
	z.object({ type: z.literal('setGoodEnough'), value: z.nullable(z.number().check(z.minimum(0), z.maximum(1))) }),
	preferSchema,
	z.object({ type: z.literal('setLocalOnly'), on: z.boolean() }),
	z.object({ type: z.literal('newSession') }),
	z.object({ type: z.literal('openSession'), sessionId: id }),
	z.object({ type: z.literal('deleteSession'), sessionId: id }),
	z.object({ type: z.literal('dismissNotice'), noticeId: id }),
	/** A button of a notice, by its place among `actions`. */
	z.object({ type: z.literal('noticeAction'), noticeId: id, index: z.int().check(z.minimum(0), z.maximum(9)) }),
	/** Only these commands can be run from the view. */
	z.object({
		type: z.literal('command'),
		command: z.enum([
			'openDashboard',
			'openBudgetSettings',
			'openSettings',
			'setKey',
			'useFoundKeys',
			'getStarted',
			'addEndpoint',
			'useModelFile',
			'showLog',
			'refreshModels',
			'setPrice',
			'manageModels',
			'pausePacing',
			'setBudget',
			'resumePaid',
			'skipReading',
			'openLearningSettings',
			'undoApply',
			'undoDeleteSession',
			'retryEncoder',
		]),
	}),
	/** http(s) only; the host asks VS Code to open it. */
	z.object({ type: z.literal('openLink'), url: z.string().check(z.maxLength(4000)) }),
	/** A file that an answer names: the host looks for it in the workspace alone. Lines are 1-based. */
	z.object({
		type: z.literal('openPath'),
		path: z.string().check(z.minLength(1), z.maxLength(LONGEST_INFO)),
		line: z.nullable(lineNumber),
		endLine: z.nullable(lineNumber),
	}),
]);

export type FromChat = z.infer<typeof fromChatSchema>;

/** Commands that the view may ask for. */
export type ChatCommand = Extract<FromChat, { type: 'command' }>['command'];

/** Host to view. `answer` and `append` keep a long stream cheap; a `snapshot` always wins. */
export type ToChat =
	| { readonly type: 'snapshot'; readonly state: ChatState }
	/** Anything but the session changed. */
	| { readonly type: 'frame'; readonly state: ChatFrame }
	| { readonly type: 'turn'; readonly turn: Turn }
	| { readonly type: 'answer'; readonly turnId: string; readonly answer: Answer }
	/** `length` is the text's length before appending; on a mismatch the view asks for a snapshot with `ready`. */
	| { readonly type: 'append'; readonly turnId: string; readonly answerId: string; readonly text: string; readonly length: number }
	| { readonly type: 'contextMatches'; readonly requestId: number; readonly rows: readonly FoundContext[] }
	/** Puts text into the input box (failed send, edit); `front`: before what stands there. */
	| { readonly type: 'setDraft'; readonly text: string; readonly front?: true }
	/** What a word was put into the text for could not be attached. */
	| { readonly type: 'notAttached'; readonly word: string }
	/** An image of the workspace that was dropped, base64: the view makes it smaller and attaches it. */
	| ImageToPrepare
	| { readonly type: 'focus' };

const toChatSchema = z.discriminatedUnion('type', [
	z.looseObject({ type: z.literal('snapshot'), state: z.looseObject({ session: z.looseObject({ id, turns: z.array(z.unknown()) }) }) }),
	z.looseObject({ type: z.literal('frame'), state: z.looseObject({ composer: z.looseObject({}) }) }),
	z.looseObject({ type: z.literal('turn'), turn: z.looseObject({ id }) }),
	z.looseObject({ type: z.literal('answer'), turnId: id, answer: z.looseObject({ id }) }),
	z.looseObject({ type: z.literal('append'), ...turnRef, text: longText, length: z.int() }),
	z.looseObject({
		type: z.literal('contextMatches'),
		requestId: z.int(),
		rows: z.array(z.looseObject({ label: z.string(), detail: z.string(), ref: z.string() })),
	}),
	z.looseObject({ type: z.literal('notAttached'), word }),
	imageToPrepare,
	z.looseObject({ type: z.literal('setDraft'), text: longText }),
	z.looseObject({ type: z.literal('focus') }),
]);

/** Null for anything that is not a message of the chat view. */
export function parseFromChat(value: unknown): FromChat | null {
	const parsed = fromChatSchema.safeParse(value);
	return parsed.success ? parsed.data : null;
}

/** The host is trusted: the shape's outline is checked, so that a version mismatch shows as an ignored message and not as a blank view. */
export function parseToChat(value: unknown): ToChat | null {
	return toChatSchema.safeParse(value).success ? (value as ToChat) : null;
}

export type { ShownError } from '../core/base/errors.ts';
// biome-ignore lint/performance/noBarrelFile: both sides must read an answer, and name an attachment, by one rule.
export { answerCalls, answerReasoning, answerText, withText } from '../core/chat/answer.ts';
export { againChoice } from '../core/chat/answer-again.ts';
export { canGoOn } from '../core/chat/go-on.ts';
export { paidBackAfter } from '../core/chat/meter.ts';
export type { Answer, AnswerState, ChatSession, SessionSummary, Turn } from '../core/chat/session.ts';
export { summaryInForce } from '../core/chat/summary.ts';
export { type EffortHints, effortHints, usualEffort } from '../core/chat/usual-effort.ts';
export type { Receipt } from '../core/gateway/types.ts';
export { byEffort } from '../core/model/efforts.ts';
export type { RoutingLine, RoutingRow } from '../core/routing/routing-line.ts';
export { attachmentLabel } from '../core/workspace/attachments.ts';
// A block shows the file that it would be applied to.
export { fileOfBlock } from '../core/workspace/named-file.ts';
