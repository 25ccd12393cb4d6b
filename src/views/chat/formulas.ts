/** Formulas of an answer. What draws them is loaded with the first one, 300 kB that most chats never need. */

type Draw = (tex: string, display: boolean, into: HTMLElement) => boolean;
let drawing: Promise<Draw> | undefined;
let draw: Draw | undefined;

/** Draws every formula below `root`; one that cannot be read stays as the text that it is. */
export function drawFormulas(root: ParentNode): void {
	const waiting = [...root.querySelectorAll<HTMLElement>('.maths:not(.drawn)')];
	if (waiting.length === 0) return;
	if (draw !== undefined) {
		for (const element of waiting) drawOne(draw, element);
		return;
	}
	drawing ??= import('./formula-renderer.ts').then((chunk) => chunk.loadFormulas());
	drawing.then(
		(loaded) => {
			draw = loaded;
			for (const element of waiting) if (element.isConnected || root.contains(element)) drawOne(loaded, element);
		},
		() => {
			// Without it every formula stays readable as text, and the next one tries again.
			drawing = undefined;
		},
	);
}

function drawOne(by: Draw, element: HTMLElement): void {
	if (by(element.title, element.classList.contains('maths-display'), element)) element.classList.add('drawn');
}
