/** What can hold the focus. A disabled element cannot, one that is only inert to Tab can. */
const FOCUSABLE = 'button, a[href], input, textarea, select, summary, vscode-button, [tabindex]';

let keeping = false;

/** The focus goes somewhere at this moment because what had it is gone: nobody moved it. */
export function isKeepingFocus(): boolean {
	return keeping;
}

/**
 * Keeps the keyboard's place where a rendering takes the focused element away or disables it: the browser would put the focus on the page,
 * and Tab would begin at its top. It goes to what stands in the same place under the same name, else to the first thing beside it, else to
 * `fallback`. A view that has not the focus takes none. Returns what ends it.
 */
export function keepFocus(root: HTMLElement, fallback: () => HTMLElement | null): () => void {
	let last: { readonly element: HTMLElement; readonly above: readonly HTMLElement[]; readonly name: string } | null = null;
	const remember = (event: FocusEvent): void => {
		const element = event.target as HTMLElement;
		last = { element, above: ancestors(element, root), name: nameOf(element) };
	};
	const check = (): void => {
		if (last === null || (last.element.isConnected && usable(last.element))) return;
		const { activeElement } = document;
		const lost = activeElement === null || activeElement === document.body || activeElement === last.element;
		const { above, element, name } = last;
		last = null;
		if (!lost || !document.hasFocus()) return;
		const left = above.filter((one) => one.isConnected).map((one) => [...one.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(usable));
		const beside = left.find((found) => found.length > 0) ?? [];
		const twin = left.flat().find((one) => one.tagName === element.tagName && nameOf(one) === name);
		const home = fallback();
		// Where one types goes before a button beside it: whoever stopped an answer wants to write.
		const near = home !== null && left.some((found) => found.includes(home)) ? home : (beside[0] ?? home);
		keeping = true;
		(twin ?? near)?.focus({ preventScroll: true });
		keeping = false;
	};
	const observer = new MutationObserver(check);
	root.addEventListener('focusin', remember);
	observer.observe(root, { subtree: true, childList: true, attributeFilter: ['disabled', 'hidden'] });
	return () => {
		root.removeEventListener('focusin', remember);
		observer.disconnect();
	};
}

/** From the parent up to the element of ours that it is part of, without the root: beyond stands what has nothing to do with it. */
function ancestors(element: HTMLElement, root: HTMLElement): HTMLElement[] {
	const found: HTMLElement[] = [];
	for (let at = element.parentElement; at !== null && at !== root; at = at.parentElement) {
		found.push(at);
		if (at.localName.startsWith('routoo-') && at.localName !== 'routoo-menu') break;
	}
	return found;
}

function usable(element: HTMLElement): boolean {
	return !element.matches(':disabled, [hidden], [hidden] *');
}

function nameOf(element: HTMLElement): string {
	return element.getAttribute('aria-label') ?? element.textContent?.trim() ?? '';
}
