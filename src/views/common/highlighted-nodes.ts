/** What highlight.js writes, and nothing else: spans of a class, and text whose signs are escaped. */
const PIECE = /<span class="([^"]*)">|(<\/span>)|&(amp|lt|gt|quot|#x27);|([^<&]+|[<&])/g;
const SIGNS: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" };
const CLASS = /^(hljs-[\w-]+|language-[\w+#.-]+|function_|class_|inherited__)$/;

/**
 * Nodes of highlighted code, cut at the given places of the code: spans that go over a cut are closed there and opened again. Only
 * spans and text ever come out, whatever goes in, and a thousand of them take a millisecond, where the HTML parser and a sanitizer
 * take ten.
 * @param ends ascending places in the code, UTF-16 units; the last is the code's length
 */
export function highlightedNodes(html: string, ends: readonly number[]): readonly DocumentFragment[] {
	const parts = ends.map(() => document.createDocumentFragment());
	let part = 0;
	let at = 0;
	const classes: string[] = [];
	let open: Node = parts[0] ?? document.createDocumentFragment();
	const reopen = (): void => {
		open = parts[part]!;
		for (const name of classes) open = open.appendChild(spanOf(name));
	};
	for (const [, name, close, sign, plain] of html.matchAll(PIECE)) {
		if (name !== undefined) {
			classes.push(name);
			open = open.appendChild(spanOf(name));
		} else if (close !== undefined) {
			if (classes.pop() !== undefined) open = open.parentNode!;
		} else {
			let text = sign === undefined ? plain! : SIGNS[sign]!;
			while (part < parts.length - 1 && at + text.length >= ends[part]!) {
				const head = text.slice(0, ends[part]! - at);
				if (head !== '') open.appendChild(document.createTextNode(head));
				text = text.slice(head.length);
				at += head.length;
				part += 1;
				reopen();
			}
			at += text.length;
			if (text !== '') open.appendChild(document.createTextNode(text));
		}
	}
	for (const fragment of parts) dropEmpty(fragment);
	return parts;
}

function spanOf(name: string): HTMLSpanElement {
	const span = document.createElement('span');
	const kept = name.split(/\s+/).filter((one) => CLASS.test(one));
	if (kept.length > 0) span.className = kept.join(' ');
	return span;
}

/** A cut between two signs leaves spans around nothing. */
function dropEmpty(parent: ParentNode): void {
	for (const child of [...parent.children]) {
		dropEmpty(child);
		if (child.firstChild === null) child.remove();
	}
}
