/** Adds a style sheet of the extension to the page; resolves when it is there, or cannot be had: then what it is for looks plainer. */
export function loadStyle(href: string): Promise<void> {
	const link = document.createElement('link');
	link.rel = 'stylesheet';
	link.href = href;
	return new Promise((resolve) => {
		link.addEventListener('load', () => resolve());
		link.addEventListener('error', () => resolve());
		document.head.append(link);
	});
}
