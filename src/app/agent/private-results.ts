import { LRUCache } from 'lru-cache';
import { type AttachedBlock, attachedBlocks } from '../../core/agent/attached.ts';
import { attachedParts } from '../../core/agent/frames/attached-parts.ts';
import { pathsOfCall } from '../../core/agent/named-paths.ts';
import { polledCalls } from '../../core/agent/polled-calls.ts';
import { type PrivateContent, privateContent } from '../../core/agent/private-content.ts';
import { callHash } from '../../core/agent/text-hash.ts';
import { inFolder, namesIn, workingDirectory } from '../../core/agent/working-directory.ts';
import { orAborted } from '../../core/base/aborting.ts';
import type { StateStore } from '../../core/base/state.ts';
import type { Message, TextPart, ToolCallPart, ToolResultPart, UserMessage } from '../../core/message/message.ts';
import type { UserInterface } from '../ports.ts';
import type { Settings } from '../settings/schema.ts';
import { contentKey, inPieces } from './pieces.ts';
import type { PrivateFileRules } from './ports.ts';
import { type Answer, privateQuestion, withheldNote } from './private-words.ts';

export interface PrivateResultsDeps {
	readonly files: PrivateFileRules;
	readonly settings: () => Pick<Settings, 'agent'>;
	/** "Always in this workspace" is kept here, out of reach of a repository's settings. */
	readonly state: StateStore;
	readonly user: Pick<UserInterface, 'choose'>;
	/** Whether a local model could answer. */
	hasLocal(): boolean;
}

export interface ScreenRequest {
	readonly messages: readonly Message[];
	/** Names the conversation: an answer about a file holds in it. */
	readonly conversation: string;
	/** True: no remote model can get it. Null: that is not decided yet. */
	readonly willBeLocal: boolean | null;
	/** Who would get it, in words the user knows. */
	readonly recipient?: string;
	/** Whether a local model could answer this request; absent: as ever. */
	readonly hasLocal?: boolean;
	/** False: what nobody has said yes to is withheld without a question. Absent: true. */
	readonly mayAsk?: boolean;
	/** See `ScreenedFor`: false leaves everything here as it is. */
	readonly toSend?: boolean;
	readonly signal: AbortSignal;
}

export interface ScreenResult {
	readonly messages: readonly Message[];
	/** No remote model may get it. */
	readonly localOnly: boolean;
}

export const ALWAYS_KEY = 'routoo.agent.privateFiles.always';
const MOST_KNOWN = 5000;

/** A result or an attached block, with what it carries. */
interface Judged {
	readonly key: string;
	readonly content: PrivateContent;
	/** Name of the tool; null for what the user attached. */
	readonly tool: string | null;
}

interface JudgedText extends Required<Pick<ScreenRequest, 'signal' | 'toSend'>> {
	readonly text: string;
	readonly isError: boolean;
	/** That relative paths begin at; null where the client names none. */
	readonly folder: string | null;
}

/**
 * What tools and attachments carry that the private-file rules keep back, named before it goes to a remote model. Each result is judged
 * once and asked about once; what was withheld stays withheld with the same words, so that prompts stay the same byte for byte. What the
 * user types is his own word and goes as it is.
 */
export class PrivateResults {
	readonly #deps: PrivateResultsDeps;
	/** By call id and hash. */
	readonly #contents = new LRUCache<string, PrivateContent>({ max: MOST_KNOWN });
	/** By the same, and by conversation and file. */
	readonly #answers = new LRUCache<string, Answer>({ max: MOST_KNOWN });
	/** Conversations in which local models have read what others may not: what they wrote of it stays here, too. */
	readonly #local = new LRUCache<string, true>({ max: MOST_KNOWN });
	#asking: Promise<unknown> = Promise.resolve();

	constructor(deps: PrivateResultsDeps) {
		this.#deps = deps;
	}

	/**
	 * The user attached what stands in this message himself and, where a file is private, said yes by its name: it is not asked about again.
	 */
	agreed(text: string): void {
		for (const { start, end } of attachedBlocks(text)) this.#answers.set(contentKey('', text.slice(start, end)), 'send');
	}

	/** Takes "always in this workspace" back. Errors: RoutooError 'storage'. */
	async askAgain(): Promise<void> {
		this.#answers.clear();
		this.#local.clear();
		await this.#deps.state.set('workspace', ALWAYS_KEY, undefined);
	}

	/** Rejects with the signal's reason where the request is stopped meanwhile, else never. */
	async screen(request: ScreenRequest): Promise<ScreenResult> {
		const { messages, willBeLocal, conversation, mayAsk = true, toSend = true } = request;
		const hasLocal = request.hasLocal ?? this.#deps.hasLocal();
		const mode = this.#deps.settings().agent.privateFiles;
		if (mode === 'send') return { messages, localOnly: false };
		const attached = attachedParts(messages);
		const judged = await this.#judgeAll(request, attached);
		const carrying = judged.filter(({ content }) => content.files.length + content.secrets.length > 0);
		const isOpen = (one: Judged): boolean => mode === 'ask' && this.#answerOf(one, request) === null;
		// Without a question a local model may read it, and no other may take over.
		if (mayAsk && toSend && willBeLocal !== true && carrying.some(isOpen) && !(await this.#always()))
			await this.#ask(carrying.filter(isOpen), request, hasLocal);
		const always = carrying.some(isOpen) && (await this.#always());
		const unsaid = willBeLocal === true || (mayAsk && toSend) ? 'local' : mayAsk ? 'withhold' : 'unasked';
		const unasked = always ? 'send' : unsaid;
		const withheld = new Map<string, string>();
		let localOnly = hasLocal && this.#local.has(conversation);
		for (const one of carrying) {
			const known = mode === 'local' ? 'local' : this.#answerOf(one, request);
			const said = known ?? unasked;
			if (said === 'send') continue;
			if (said === 'local' && (willBeLocal === true || hasLocal)) {
				localOnly = true;
				if (known !== null && toSend) this.#local.set(conversation, true);
			} else withheld.set(one.key, withheldNote(one.content, said, one.tool !== null));
		}
		return { messages: withheld.size === 0 ? messages : without(messages, attached, withheld), localOnly };
	}

	async #judgeAll({ messages, signal, toSend = true }: ScreenRequest, attached: Attached): Promise<readonly Judged[]> {
		const calls = callsOf(messages);
		const polled = polledCalls(messages);
		const folder = workingDirectory(messages);
		const judged: Judged[] = [];
		for (const message of messages) {
			if (message.role === 'tool') {
				for (const part of message.parts) {
					const text = resultText(part);
					const call = polled.get(callHash(part.callId)) ?? calls.get(part.callId) ?? { name: part.name, arguments: '' };
					const key = contentKey(part.callId, text);
					judged.push({
						key,
						tool: call.name,
						content: await this.#judge(key, call, { text, isError: part.isError, folder, signal, toSend }),
					});
				}
			} else if (message.role === 'user') {
				for (const { text, path, call: told } of blocksOf(message, attached)) {
					const key = contentKey('', text);
					const call = told ?? (path === null ? null : { name: 'read', arguments: JSON.stringify({ path }) });
					judged.push({ key, tool: null, content: await this.#judge(key, call, { text, isError: false, folder, signal, toSend }) });
				}
			}
		}
		return judged;
	}

	async #judge(
		key: string,
		call: Pick<ToolCallPart, 'name' | 'arguments'> | null,
		{ text, isError, folder, signal, toSend }: JudgedText,
	): Promise<PrivateContent> {
		const known = toSend ? this.#contents.get(key) : this.#contents.peek(key);
		if (known !== undefined) return known;
		await orAborted(this.#deps.files.ready(), signal);
		const isPrivate = (path: string): boolean => namesIn(folder, path).some((name) => this.#deps.files.isPrivate(name));
		const named = call === null ? [] : pathsOfCall(call);
		const files = new Set<string>();
		const secrets = new Set<string>();
		for await (const piece of inPieces(text)) {
			signal.throwIfAborted();
			// A short piece of a long result is no message of failure.
			const content = privateContent({ call, text: piece, isError: isError && piece === text }, isPrivate, named);
			for (const file of content.files) files.add(this.#deps.files.shown(inFolder(folder, file)));
			for (const secret of content.secrets) secrets.add(secret);
		}
		const content = { files: [...files], secrets: [...secrets] };
		if (toSend) this.#contents.set(key, content);
		return content;
	}

	/** Null where nobody said. A file that was spoken about in this conversation is not asked about again, whatever part of it comes. */
	#answerOf({ key, content }: Judged, { conversation, toSend = true }: Pick<ScreenRequest, 'conversation' | 'toSend'>): Answer | null {
		const said = (name: string): Answer | undefined => (toSend ? this.#answers.get(name) : this.#answers.peek(name));
		const own = said(key);
		if (own !== undefined) return own;
		const subjects = subjectsOf(content, conversation);
		const all = subjects.map(said);
		if (all.length === 0 || all.includes(undefined)) return null;
		const answer = all.includes('withhold') ? 'withhold' : all.includes('local') ? 'local' : 'send';
		if (toSend) this.#answers.set(key, answer);
		return answer;
	}

	async #always(): Promise<boolean> {
		// A state that cannot be read has allowed nothing.
		return (await this.#deps.state.get('workspace', ALWAYS_KEY).catch(() => undefined)) === true;
	}

	/** One question at a time: what another request asked about meanwhile is not asked again. */
	async #ask(open: readonly Judged[], request: ScreenRequest, hasLocal: boolean): Promise<void> {
		const { signal, conversation, recipient } = request;
		const asked = this.#asking.then(async () => {
			const left = open.filter((one) => this.#answerOf(one, request) === null);
			if (left.length === 0 || signal.aborted || (await this.#always())) return;
			const contents = left.map(({ content, tool }) => ({ content, tool }));
			const picked = await this.#deps.user.choose(privateQuestion(contents, recipient ?? null, hasLocal)).catch(() => null);
			const answer: Answer = picked === 'send' || picked === 'always' ? 'send' : picked === 'local' ? 'local' : 'withhold';
			if (picked === 'always') await this.#deps.state.set('workspace', ALWAYS_KEY, true).catch(() => undefined);
			for (const { key, content } of left) {
				this.#answers.set(key, answer);
				for (const subject of subjectsOf(content, conversation)) this.#answers.set(subject, answer);
			}
		});
		this.#asking = asked.catch(() => undefined);
		await orAborted(asked, signal);
	}
}

/** Of a secret without a file no more is known than its kind: the next one may be another. */
function subjectsOf({ files }: PrivateContent, conversation: string): readonly string[] {
	return files.map((file) => `${conversation}\0${file}`);
}

function callsOf(messages: readonly Message[]): ReadonlyMap<string, ToolCallPart> {
	const calls = new Map<string, ToolCallPart>();
	for (const message of messages) {
		if (message.role === 'assistant') for (const part of message.parts) if (part.type === 'toolCall') calls.set(part.id, part);
	}
	return calls;
}

function resultText({ content }: ToolResultPart): string {
	return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}

type Attached = ReadonlyMap<TextPart, readonly AttachedBlock[]>;

function blocksOf(
	{ parts }: UserMessage,
	attached: Attached,
): readonly (Pick<AttachedBlock, 'path' | 'call'> & { readonly text: string })[] {
	return parts.flatMap((part) =>
		part.type === 'text'
			? (attached.get(part) ?? []).map(({ start, end, ...block }) => ({ ...block, text: part.text.slice(start, end) }))
			: [],
	);
}

/** The same messages with words in place of what is withheld, by key. */
function without(messages: readonly Message[], attached: Attached, withheld: ReadonlyMap<string, string>): readonly Message[] {
	return messages.map((message): Message => {
		if (message.role === 'tool') {
			const parts = message.parts.map((part) => {
				const note = withheld.get(contentKey(part.callId, resultText(part)));
				return note === undefined ? part : { ...part, content: [{ type: 'text' as const, text: note }] };
			});
			return { ...message, parts };
		}
		if (message.role !== 'user') return message;
		return {
			...message,
			parts: message.parts.map((part) => (part.type === 'text' ? withoutBlocks(part, attached.get(part) ?? [], withheld) : part)),
		};
	});
}

function withoutBlocks(part: TextPart, blocks: readonly AttachedBlock[], withheld: ReadonlyMap<string, string>): TextPart {
	let text = part.text;
	for (const { start, end } of blocks.toReversed()) {
		const note = withheld.get(contentKey('', part.text.slice(start, end)));
		if (note !== undefined) text = `${text.slice(0, start)}${note}${text.slice(end)}`;
	}
	return text === part.text ? part : { ...part, text };
}
