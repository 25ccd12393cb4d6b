/** `<tag>` at the beginning and `</tag>` at the end, each with a line of its own, as clients write a block that is a part by itself. */
export function isBlock(text: string, tag: string): boolean {
	const own = text.trim();
	return own.startsWith(`<${tag}>\n`) && own.endsWith(`\n</${tag}>`);
}

/** The same whatever stands beside the tags, closed once. */
export function isElement(text: string, tag: string): boolean {
	const own = text.trim();
	const close = `</${tag}>`;
	return own.startsWith(`<${tag}>`) && own.indexOf(close) === own.length - close.length && own.length > close.length;
}

/** What stands between the first `<tag>` and the last `</tag>`, null where the text does not begin with the one and end with the other. */
export function inner(text: string, tag: string): string | null {
	const own = text.trim();
	if (!own.startsWith(`<${tag}>`) || !own.endsWith(`</${tag}>`) || own.length < tag.length * 2 + 5) return null;
	return own.slice(tag.length + 2, -tag.length - 3);
}
