import { microsFromDollars } from '../../core/base/micros.ts';
import type { Attachment } from '../../core/message/message.ts';
import type { RoutingPreset } from '../../core/routing/presets.ts';
import type { HistoryMessage, RouteRequest } from '../../core/routing/types.ts';
import { invalid, readFields, readFlag, readList, readNumber, readText } from './fields.ts';
import type { Narrowing } from './narrowed.ts';

const MOST_TEXT = 100_000;
const MOST_HISTORY = 100;
const MOST_ATTACHMENTS = 16;
/** Of all texts together. */
const MOST_IN_ALL = 400_000;
const MOST_NAME = 300;
const MOST_POOL = 1000;
const MOST_ID = 500;
const MOST_DOLLARS = 1_000_000;
const LANGUAGE = /^[\w+#.-]{1,40}$/;
const PRESETS: readonly RoutingPreset[] = ['save', 'balanced', 'best'];

export interface ApiRequest {
	readonly route: RouteRequest;
	readonly narrowing: Narrowing;
}

/** What another extension asks, copied out of its objects. Errors: RoutooError 'invalidInput' that names the field. */
export function readRequest(value: unknown): ApiRequest {
	const asked = readFields(value, 'request', ['text', 'history', 'attachments', 'languageId', 'needs', 'limits']);
	const text = readText(asked.text, 'request.text', MOST_TEXT);
	if (text.trim() === '') throw invalid('request.text is empty');
	const history = asked.history === undefined ? [] : readList(asked.history, 'request.history', MOST_HISTORY).map(readMessage);
	const given = asked.attachments === undefined ? [] : readList(asked.attachments, 'request.attachments', MOST_ATTACHMENTS);
	const attachments = given.map(readAttachment);
	const all = [text, ...[...history, ...attachments].map(({ content }) => content)].reduce((sum, { length }) => sum + length, 0);
	if (all > MOST_IN_ALL) throw invalid(`The texts of the request have ${all} characters together; at most ${MOST_IN_ALL} are read`);
	return {
		route: { kind: 'chat', text, history, attachments, language: readLanguage(asked.languageId), needs: readNeeds(asked.needs) },
		narrowing: readLimits(asked.limits),
	};
}

function readMessage(value: unknown, at: number): HistoryMessage {
	const path = `request.history[${at}]`;
	const { role, text } = readFields(value, path, ['role', 'text']);
	if (role !== 'user' && role !== 'assistant') throw invalid(`${path}.role must be "user" or "assistant"`);
	return { role, content: readText(text, `${path}.text`, MOST_TEXT) };
}

function readAttachment(value: unknown, at: number): Attachment {
	const path = `request.attachments[${at}]`;
	const { name, text } = readFields(value, path, ['name', 'text']);
	const called = name === undefined ? `attachment ${at + 1}` : readText(name, `${path}.name`, MOST_NAME);
	return { kind: 'file', path: called, language: null, content: readText(text, `${path}.text`, MOST_TEXT), range: null };
}

function readLanguage(value: unknown): string | null {
	if (value === undefined) return null;
	const language = readText(value, 'request.languageId', MOST_NAME);
	if (!LANGUAGE.test(language)) throw invalid('request.languageId must be the id of a language, such as "typescript"');
	return language;
}

function readNeeds(value: unknown): RouteRequest['needs'] {
	if (value === undefined) return { tools: false, vision: false };
	const { tools = false, images = false } = readFields(value, 'request.needs', ['tools', 'images']);
	return { tools: readFlag(tools, 'request.needs.tools'), vision: readFlag(images, 'request.needs.images') };
}

function readLimits(value: unknown): Narrowing {
	if (value === undefined) return {};
	const path = 'request.limits';
	const { preset, maxCostUsd, minQuality, localOnly, pool } = readFields(value, path, [
		'preset',
		'maxCostUsd',
		'minQuality',
		'localOnly',
		'pool',
	]);
	if (preset !== undefined && !PRESETS.includes(preset as RoutingPreset))
		throw invalid(`${path}.preset must be one of ${PRESETS.join(', ')}`);
	return {
		...(preset === undefined ? {} : { preset: preset as RoutingPreset }),
		...(maxCostUsd === undefined ? {} : { maxCost: microsFromDollars(readNumber(maxCostUsd, `${path}.maxCostUsd`, 0, MOST_DOLLARS)) }),
		...(minQuality === undefined ? {} : { minQuality: readNumber(minQuality, `${path}.minQuality`, 0, 1) }),
		...(localOnly === undefined ? {} : { localOnly: readFlag(localOnly, `${path}.localOnly`) }),
		...(pool === undefined
			? {}
			: { pool: readList(pool, `${path}.pool`, MOST_POOL).map((id, at) => readText(id, `${path}.pool[${at}]`, MOST_ID)) }),
	};
}
