import type { FileLink } from '../common/file-links.ts';
import { fileLinkOf, fileLinksIn, fileLinkText } from '../common/file-links.ts';

/** Turns the files that prose names into links, and makes those that are links already reachable by key. */
export function linkFiles(root: ParentNode & Node): void {
	const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
	const texts: Text[] = [];
	for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
		if (node.parentElement?.closest('a, pre, code, .maths') == null) texts.push(node as Text);
	}
	for (const text of texts) {
		const found = fileLinksIn(text.data);
		// From the end, so that the places before stay right.
		for (const { start, end, link } of [...found].reverse()) {
			text.splitText(end);
			const name = text.splitText(start);
			const anchor = document.createElement('a');
			anchor.className = 'file-link';
			anchor.title = fileLinkText(link);
			name.replaceWith(anchor);
			anchor.append(name);
		}
	}
	for (const anchor of root.querySelectorAll<HTMLElement>('a.file-link')) {
		anchor.setAttribute('role', 'link');
		anchor.tabIndex = 0;
	}
}

/** What a link names; null for one that names no file. */
export function fileOfLink(link: Element): FileLink | null {
	return link.classList.contains('file-link') ? fileLinkOf(link.getAttribute('title') ?? '') : null;
}
