/**
 * JSON without halves of surrogate pairs, which text that was cut at a length can hold and vendors refuse ("no low surrogate in string").
 * `JSON.stringify` escapes these alone; a model may also have written whole pairs as escapes, which stay.
 */
export function wellFormedJson(json: string): string {
	const whole = json.toWellFormed();
	if (!/\\ud[89a-f]/i.test(whole)) return whole;
	return whole.replace(/\\(?:ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|u(d[89a-f][0-9a-f]{2})|.)/gi, (found, half) =>
		half ? '\\ufffd' : found,
	);
}

/** The same of a value as JSON holds it. */
export function wellFormed<T>(value: T): T {
	return JSON.parse(wellFormedJson(JSON.stringify(value))) as T;
}
