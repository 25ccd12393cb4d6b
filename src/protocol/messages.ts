import * as z from 'zod/mini';
import type { Answer, Turn } from '../core/chat/session.ts';
import type { ChatState, DashboardState } from './state.ts';

/**
 * Messages between host and webview. The webview is untrusted: everything it sends is parsed here, with bounds, before the host acts.
 */
const id = z.string().check(z.minLength(1), z.maxLength(300));
/** Characters of a message or a block of code; some half a million tokens, which no model here reads as one message. */
export const LONGEST_TEXT = 2_000_000;
const longText = z.string().check(z.maxLength(LONGEST_TEXT));
const turnRef = { turnId: id, answerId: id };

export const toHostSchema = z.discriminatedUnion('type', [
	z.object({ type: z.literal('ready') }),
	/** The text of the input box changed: saved as draft and used for the preview. */
	z.object({ type: z.literal('draft'), text: longText }),
	z.object({ type: z.literal('send'), text: longText }),
	z.object({ type: z.literal('stop') }),
	/** Same turn, same choice: after an error. */
	z.object({ type: z.literal('retry'), turnId: id }),
	/** Answers this turn although the budget is used up (atLimit = ask). */
	z.object({ type: z.literal('allowOnce'), turnId: id }),
	z.object({ type: z.literal('again'), turnId: id, how: z.enum(['stronger', 'cheaper', 'pick']) }),
	z.object({ type: z.literal('showAnswer'), turnId: id, index: z.int().check(z.minimum(0), z.maximum(1000)) }),
	/** Later turns are dropped, the edited text is sent. */
	z.object({ type: z.literal('edit'), turnId: id, text: longText }),
	z.object({ type: z.literal('feedback'), ...turnRef, value: z.nullable(z.enum(['good', 'bad'])) }),
	z.object({ type: z.literal('copy'), text: longText }),
	/** Code block actions; `language` is the fence's info string. */
	z.object({ type: z.literal('insertCode'), code: longText, ...turnRef }),
	z.object({ type: z.literal('applyCode'), code: longText, language: z.string().check(z.maxLength(100)), ...turnRef }),
	z.object({ type: z.literal('newFile'), code: longText, language: z.string().check(z.maxLength(100)), ...turnRef }),
	z.object({ type: z.literal('attach'), what: z.enum(['selection', 'file', 'pick']) }),
	/** Query of an `@` mention; answered by `fileMatches`. */
	z.object({ type: z.literal('findFiles'), query: z.string().check(z.maxLength(300)), requestId: z.int() }),
	z.object({ type: z.literal('attachPath'), path: z.string().check(z.maxLength(4000)) }),
	z.object({ type: z.literal('detach'), attachmentId: id }),
	z.object({ type: z.literal('pickModel') }),
	z.object({ type: z.literal('setModel'), model: id }),
	z.object({ type: z.literal('setPreset'), preset: z.enum(['save', 'balanced', 'best']) }),
	z.object({ type: z.literal('setLocalOnly'), on: z.boolean() }),
	z.object({ type: z.literal('newSession') }),
	z.object({ type: z.literal('openSession'), sessionId: id }),
	z.object({ type: z.literal('deleteSession'), sessionId: id }),
	z.object({ type: z.literal('dismissNotice'), noticeId: id }),
	/** Only these commands can be run from the view. */
	z.object({
		type: z.literal('command'),
		command: z.enum(['openDashboard', 'openBudgetSettings', 'openSettings', 'setKey', 'addEndpoint', 'showLog', 'refreshModels']),
	}),
	/** http(s) only; the host asks VS Code to open it. */
	z.object({ type: z.literal('openLink'), url: z.string().check(z.maxLength(4000)) }),
]);

export type ToHost = z.infer<typeof toHostSchema>;

/** Host to chat view. `answer` and `append` keep a long stream cheap; a `snapshot` always wins. */
export type ToChat =
	| { readonly type: 'snapshot'; readonly state: ChatState }
	/** Everything but the session's turns changed. */
	| { readonly type: 'frame'; readonly state: Omit<ChatState, 'session'> }
	| { readonly type: 'turn'; readonly turn: Turn }
	| { readonly type: 'answer'; readonly turnId: string; readonly answer: Answer }
	/** `length` is the text's length before appending; on a mismatch the view asks for a snapshot with `ready`. */
	| { readonly type: 'append'; readonly turnId: string; readonly answerId: string; readonly text: string; readonly length: number }
	| { readonly type: 'fileMatches'; readonly requestId: number; readonly files: readonly string[] }
	/** Puts text into the input box (failed send, edit). */
	| { readonly type: 'setDraft'; readonly text: string }
	| { readonly type: 'focus' };

export type ToDashboard =
	| { readonly type: 'dashboard'; readonly state: DashboardState }
	/** The ledger cannot be read: what happened and what to do. The last state stays. */
	| { readonly type: 'dashboardTrouble'; readonly text: string };

const toViewSchema = z.discriminatedUnion('type', [
	z.looseObject({ type: z.literal('snapshot'), state: z.looseObject({ session: z.looseObject({ id, turns: z.array(z.unknown()) }) }) }),
	z.looseObject({ type: z.literal('frame'), state: z.looseObject({ composer: z.looseObject({}) }) }),
	z.looseObject({ type: z.literal('turn'), turn: z.looseObject({ id }) }),
	z.looseObject({ type: z.literal('answer'), turnId: id, answer: z.looseObject({ id }) }),
	z.looseObject({ type: z.literal('append'), ...turnRef, text: longText, length: z.int() }),
	z.looseObject({ type: z.literal('fileMatches'), requestId: z.int(), files: z.array(z.string()) }),
	z.looseObject({ type: z.literal('setDraft'), text: longText }),
	z.looseObject({ type: z.literal('focus') }),
	z.looseObject({ type: z.literal('dashboardTrouble'), text: longText }),
	z.looseObject({ type: z.literal('dashboard'), state: z.looseObject({ rows: z.array(z.unknown()) }) }),
]);

/** Null for anything that is not a message of ours. */
export function parseToHost(value: unknown): ToHost | null {
	const parsed = toHostSchema.safeParse(value);
	return parsed.success ? parsed.data : null;
}

/** The host is trusted: the shape's outline is checked, so that a version mismatch shows as an ignored message and not as a blank view. */
export function parseToView(value: unknown): ToChat | ToDashboard | null {
	const parsed = toViewSchema.safeParse(value);
	return parsed.success ? (value as ToChat | ToDashboard) : null;
}
