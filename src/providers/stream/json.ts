/**
 * JSON as servers write it: numbers that JSON has not (`NaN`, `Infinity`) are null, and control characters inside strings stand for
 * themselves. Undefined where it is no JSON all the same.
 */
export function lenientJson(text: string): unknown {
	// An error that is made and thrown for each word of a flood would cost more than all the rest.
	if (!/^\s*["{[\d\-tfnNI]/.test(text)) return undefined;
	const value = parsed(text);
	return value === undefined && /NaN|Infinity|\p{Cc}/u.test(text) ? parsed(mended(text)) : value;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

const ODD = /"(?:[^"\\]|\\[\s\S])*"|-?\b(?:NaN|Infinity)\b/g;

function mended(text: string): string {
	return text.replace(ODD, (found) => {
		if (!found.startsWith('"')) return 'null';
		return found.replace(/\p{Cc}/gu, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
	});
}
