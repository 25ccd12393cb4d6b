/** 53 bits of a text, in base 36: tells texts apart where the text itself must not be kept. No secret is safe behind it. */
export function textHash(text: string): string {
	let [a, b] = [0xdeadbeef, 0x41c6ce57];
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		a = Math.imul(a ^ code, 2654435761);
		b = Math.imul(b ^ code, 1597334677);
	}
	a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
	b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
	return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}

/** Of a call's id; what an editor adds to the ids of a model (`call_1__vscode-17`) is no part of it. */
export function callHash(id: string): string {
	const cut = id.indexOf('__vscode');
	return textHash(cut > 0 ? id.slice(0, cut) : id);
}
