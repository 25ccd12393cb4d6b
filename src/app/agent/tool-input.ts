export type ToolInput =
	| {
			readonly kind: 'object';
			readonly value: Record<string, unknown>;
			/** What to send back to the model: its own text, or, where that is no JSON, the mended one. */
			readonly arguments: string;
	  }
	| { readonly kind: 'unreadable' };

const UNREADABLE: ToolInput = { kind: 'unreadable' };
/** How servers write that there are no arguments; an empty array is PHP's empty object. */
const NOTHING = new Set(['', 'null', '""', '"null"', '[]']);
/** What may stand behind the object without saying anything: marks that are too many, the end of a fence, or of the template of a call. */
const NO_MORE = /^(?:[}\]\s,;`]|<\/[\w:-]{1,40}>|<\|[^<>|]{1,40}\|>)*$/;

/**
 * Arguments as the object that a tool takes. Mended is only what leaves no doubt of the values: a code fence around them, JSON inside a
 * JSON string, a comma too many, line breaks inside a string, closing marks too many or, at the very end, missing, the end of the model's
 * own template of a call, the same object twice, an empty object before the real one. A value is never completed: half a file must not be
 * written.
 * @param cut the answer ended at its limit of length: what misses its end then stays unreadable
 */
export function toolInput(text: string, cut: boolean): ToolInput {
	const trimmed = text.replace(/^\uFEFF/, '').trim();
	if (NOTHING.has(trimmed)) return { kind: 'object', value: {}, arguments: trimmed === '' ? text : '{}' };
	const exact = objectOf(trimmed);
	if (exact !== null) return { kind: 'object', value: exact, arguments: text };
	const mended = mend(unwrapped(trimmed), cut);
	return mended === null ? UNREADABLE : { kind: 'object', value: mended, arguments: JSON.stringify(mended) };
}

/** Whether a tool with this schema of its arguments refuses an object that holds nothing that it knows. */
export function refusesUnknown(schema: Readonly<Record<string, unknown>>): boolean {
	return (Array.isArray(schema.required) && schema.required.length > 0) || schema.additionalProperties === false;
}

function objectOf(json: string): Record<string, unknown> | null {
	const value = parsed(json);
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
}

function parsed(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}

/** Without a code fence around it, and without a JSON string around it. */
function unwrapped(text: string): string {
	const inner = parsed(text);
	const bare = typeof inner === 'string' ? inner.trim() : text;
	return /^```[\w-]*\s*\n?([\s\S]*?)\n?```$/.exec(bare)?.[1]?.trim() ?? bare;
}

function mend(text: string, cut: boolean): Record<string, unknown> | null {
	const { first, rest, missing } = scan(text);
	if (missing !== null) return cut || missing === 'value' ? null : objectOf(first + missing);
	const object = objectOf(first);
	if (object === null) return null;
	if (NO_MORE.test(rest)) return object;
	const again = scan(rest);
	if (again.missing !== null || again.rest.trim() !== '') return null;
	const second = objectOf(again.first);
	if (second === null) return null;
	if (Object.keys(object).length === 0) return second;
	return JSON.stringify(object) === JSON.stringify(second) ? object : null;
}

interface Scanned {
	/** The first object, without commas that are too many, control characters in its strings escaped. */
	readonly first: string;
	readonly rest: string;
	/** Closing marks that it lacks; `value` where a string or a value is not whole; null where it is whole. */
	readonly missing: string | null;
}

function scan(text: string): Scanned {
	const closers: string[] = [];
	let out = '';
	let inString = false;
	for (let at = 0; at < text.length; at++) {
		const char = text[at] as string;
		if (inString) {
			if (char === '\\') out += char + (text[++at] ?? '');
			else out += char < ' ' ? JSON.stringify(char).slice(1, -1) : char;
			if (char === '"') inString = false;
			continue;
		}
		if (char === '"') inString = true;
		if (char === '{' || char === '[') closers.push(char === '{' ? '}' : ']');
		if (char === '}' || char === ']') {
			out = withoutComma(out);
			if (closers.pop() !== char) return { first: '', rest: '', missing: 'value' };
			if (closers.length === 0) return { first: out + char, rest: text.slice(at + 1), missing: null };
		}
		out += char;
	}
	// A key, a number or a word at the end may be half of one, and behind a comma or an opening mark more was to come.
	const end = out.trimEnd();
	const whole = /[}\]"]$/.test(end) || /[:,[\s](?:true|false|null)$/.test(end.slice(-10));
	if (inString || closers.length === 0 || !whole) return { first: out, rest: '', missing: 'value' };
	return { first: out, rest: '', missing: closers.reverse().join('') };
}

function withoutComma(out: string): string {
	let end = out.length;
	while (end > 0 && ' \t\r\n'.includes(out[end - 1] as string)) end--;
	return out[end - 1] === ',' ? out.slice(0, end - 1) : out;
}
