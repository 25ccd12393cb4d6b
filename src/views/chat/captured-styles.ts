/** Styles that a library writes into the page as text, where the content policy allows no such text. */

export interface CapturedStyles {
	/** Rules for the element of the given id and what is in it. */
	readonly sheet: CSSStyleSheet;
	/** Gives the page back as it was. */
	end(): void;
}

/**
 * Until `end`, the text of a new `style` element becomes a sheet of the document, so that the library measures what it draws with
 * the styles that it will have, and a `style` attribute becomes a property. Both say the same as what is refused, and can say no
 * more: rules that are not about the element `id` are dropped.
 * @param named is told of every element that gets an id
 */
export function capturedStyles(id: string, named: (element: Element, id: string) => void): CapturedStyles {
	const sheet = new CSSStyleSheet();
	const create = document.createElement;
	const { setAttribute } = Element.prototype;
	const adopt = (text: string): void => {
		sheet.replaceSync(text);
		for (let index = sheet.cssRules.length - 1; index >= 0; index -= 1) if (!isAbout(sheet.cssRules[index]!, id)) sheet.deleteRule(index);
	};
	document.createElement = function createElement(this: Document, ...args: Parameters<typeof create>): HTMLElement {
		if (args[0] !== 'style') return create.apply(this, args);
		const inert = create.call(this, 'template');
		Object.defineProperty(inert, 'innerHTML', { set: adopt, get: () => '' });
		return inert;
	} as typeof create;
	Element.prototype.setAttribute = function set(this: Element, name: string, value: string): void {
		if (name === 'style' && 'style' in this) (this.style as CSSStyleDeclaration).cssText = String(value);
		else setAttribute.call(this, name, value);
		if (name === 'id') named(this, String(value));
	};
	document.adoptedStyleSheets.push(sheet);
	return {
		sheet,
		end: () => {
			document.createElement = create;
			Element.prototype.setAttribute = setAttribute;
			document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
		},
	};
}

function isAbout(rule: CSSRule, id: string): boolean {
	if (rule instanceof CSSKeyframesRule) return true;
	if (!(rule instanceof CSSStyleRule) || /url\((?!\s*['"]?#)/i.test(rule.cssText)) return false;
	return rule.selectorText.split(',').every((selector) => selector.trim().startsWith(`#${id}`));
}
