import type { IncomingHttpHeaders } from 'node:http';
import { routedJson } from '../app/insights/route-json.ts';
import { RoutooError } from '../core/base/errors.ts';
import { textMessage } from '../core/message/message.ts';
import { type Answering, refuseNothing } from './answer.ts';
import type { EndpointDeps } from './endpoint-types.ts';
import { type Fields, isFields } from './fields.ts';
import { headerText } from './note.ts';
import { type Exchange, sendJson } from './reply.ts';
import type { Wire, WireRequest } from './wire.ts';
import { readsAnthropic, type Wires } from './wires.ts';

/** What a path of an attached file may hold: it stands in a mark. */
const PATH = /^[^"<>\n\r]{1,300}$/;
const LANGUAGE = /^[\w+#.-]{1,40}$/;
/** Parts and tools as Anthropic's wire alone has them. */
const ANTHROPIC_PARTS = new Set(['tool_use', 'tool_result', 'thinking', 'redacted_thinking']);

interface Asked {
	readonly request: WireRequest;
	readonly language: string | null;
}

/**
 * The decision alone, in the JSON of `route --json`: nothing is sent, nothing booked, no run begun. Takes the body of any chat's wire, or
 * `{prompt, language?, files?: [{path, content}], model?}`.
 * Errors: Refused where the body asks nothing, RoutooError 'invalidInput' in the words of the body's wire, and what `AgentPort.route` says.
 */
export async function answerRoute(
	exchange: Exchange,
	body: unknown,
	{ deps, wires, answering }: { readonly deps: EndpointDeps; readonly wires: Wires; readonly answering: Answering },
): Promise<void> {
	const { headers } = exchange.req;
	const { request, language } = isOwn(body)
		? readOwn(body)
		: { request: wireOfBody(body, headers, wires).read(body, headers), language: null };
	refuseNothing(request);
	const abort = new AbortController();
	const left = (): void => abort.abort();
	exchange.res.on('close', left);
	try {
		const { entry, requestedModel } = await answering.resolve(request.model, abort.signal);
		const { asked } = answering.asked(exchange, request, entry, abort.signal);
		const routed = await deps.agent.route(language === null ? asked : { ...asked, language });
		sendJson(exchange, 200, routedJson(routed), {
			...(requestedModel === null ? {} : { 'x-routoo-requested-model': headerText(requestedModel) }),
			...(request.effort === null ? {} : { 'x-routoo-requested-effort': headerText(request.effort) }),
			...(routed.blocked === null ? {} : { 'x-routoo-blocked': headerText(`${routed.blocked.message} ${routed.blocked.nextStep}`) }),
		});
	} catch (error) {
		if (!abort.signal.aborted) throw error;
	} finally {
		exchange.res.off('close', left);
	}
}

function isOwn(body: unknown): body is Fields {
	return isFields(body) && body.prompt !== undefined && body.messages === undefined && body.input === undefined;
}

/** The fourth wire has a prompt as well, and asks other models in another way. */
function refuseText({ suffix, max_tokens }: Fields): void {
	if (suffix === undefined && max_tokens === undefined) return;
	throw invalid('Decisions about text completions are not told alone; suffix and max_tokens must be left out');
}

function readOwn(body: Fields): Asked {
	const { prompt, language = null, files = [], model = 'routoo/auto' } = body;
	refuseText(body);
	if (typeof prompt !== 'string' || prompt.trim() === '') throw invalid('prompt must be a text that is not empty');
	if (typeof model !== 'string') throw invalid('model must be a text');
	if (language !== null && (typeof language !== 'string' || !LANGUAGE.test(language))) {
		throw invalid('language must be the id of a language, such as "typescript"');
	}
	if (!Array.isArray(files)) throw invalid('files must be a list of {path, content}');
	const attached = files.map((file: unknown, n) => {
		const { path, content } = isFields(file) ? file : {};
		if (typeof path !== 'string' || !PATH.test(path)) throw invalid(`files[${n}].path must be a path of at most 300 characters`);
		if (typeof content !== 'string') throw invalid(`files[${n}].content must be the text of the file; files are not read from the disk`);
		return `<attachment id="${path}">\n${content}\n</attachment>\n`;
	});
	const text = attached.length === 0 ? prompt : `${attached.join('')}<userRequest>\n${prompt}\n</userRequest>`;
	return {
		language,
		request: {
			...{ model, stream: false, cacheMarks: [], effort: null, conversationId: null, echo: null },
			prompt: { messages: [textMessage('user', text)], tools: [], toolChoice: 'auto' },
		},
	};
}

function invalid(what: string): RoutooError {
	return new RoutooError('invalidInput', `${what}.`, 'Send a body of any of the three wires, or {"prompt": "..."}.');
}

function wireOfBody(body: unknown, headers: IncomingHttpHeaders, wires: Wires): Wire {
	if (!isFields(body)) throw invalid('The body must be an object');
	if (body.input !== undefined && body.messages === undefined) return wires.responses;
	if (body.messages === undefined) throw invalid('The body has no messages, input or prompt');
	return readsAnthropic(headers) || looksAnthropic(body) ? wires.messages : wires.completions;
}

function looksAnthropic({ system, tools, messages }: Fields): boolean {
	if (system !== undefined) return true;
	if (Array.isArray(tools) && tools.some((tool) => isFields(tool) && tool.input_schema !== undefined)) return true;
	const parts = Array.isArray(messages)
		? messages.flatMap((one: unknown) => (isFields(one) && Array.isArray(one.content) ? one.content : []))
		: [];
	return parts.some(
		(part: unknown) => isFields(part) && ((typeof part.type === 'string' && ANTHROPIC_PARTS.has(part.type)) || isFields(part.source)),
	);
}
