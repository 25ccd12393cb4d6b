/** What Mermaid is told of the editor's theme. */
export interface DiagramTheme {
	readonly darkMode: boolean;
	readonly fontFamily: string;
	readonly themeVariables: Readonly<Record<string, string | boolean>>;
}

/** The colours as they are on the page now. */
export function themeOf(body: HTMLElement): DiagramTheme {
	const probe = document.createElement('span');
	body.append(probe);
	// Mermaid reckons with colours, so it gets them and not the names of variables.
	const colour = (...names: readonly string[]): string => {
		probe.style.color = names.reduceRight((rest, name) => `var(--vscode-${name}${rest === '' ? '' : `, ${rest}`})`, '');
		return hex(getComputedStyle(probe).color);
	};
	const text = colour('editor-foreground', 'foreground');
	const line = colour('editorLineNumber-activeForeground', 'descriptionForeground', 'foreground');
	const background = colour('editor-background', 'sideBar-background');
	const box = colour('editorWidget-background', 'sideBar-background');
	const border = colour('contrastBorder', 'textLink-foreground', 'foreground');
	const fontFamily = getComputedStyle(body).fontFamily || 'sans-serif';
	probe.remove();
	const darkMode = !/vscode-(light|high-contrast-light)/.test(body.className);
	return {
		darkMode,
		fontFamily,
		themeVariables: {
			darkMode,
			fontFamily,
			fontSize: '13px',
			background,
			mainBkg: box,
			primaryColor: box,
			secondaryColor: box,
			tertiaryColor: background,
			primaryTextColor: text,
			secondaryTextColor: text,
			tertiaryTextColor: text,
			textColor: text,
			nodeTextColor: text,
			titleColor: text,
			primaryBorderColor: border,
			nodeBorder: border,
			lineColor: line,
			edgeLabelBackground: background,
			noteBkgColor: box,
			noteTextColor: text,
			noteBorderColor: border,
			actorBkg: box,
			actorTextColor: text,
			actorBorder: border,
			signalColor: line,
			signalTextColor: text,
			labelBoxBkgColor: box,
			labelTextColor: text,
			loopTextColor: text,
		},
	};
}

/** A computed colour as `#rrggbb`, the only form that Mermaid reads of all: a mixed one is `color(srgb 0.5 0.5 0.5)`. */
export function hex(colour: string): string {
	const bytes = /^rgba?\((\d+), (\d+), (\d+)/.exec(colour)?.slice(1).map(Number);
	const shares = /^color\(srgb ([\d.e+-]+) ([\d.e+-]+) ([\d.e+-]+)/
		.exec(colour)
		?.slice(1)
		.map((share) => 255 * Number(share));
	return `#${(bytes ?? shares ?? GREY).map(hexByte).join('')}`;
}

/** Seen on every background, for a form that is not known here. */
const GREY = [128, 128, 128];

function hexByte(value: number): string {
	return Math.round(Math.min(255, Math.max(0, value)))
		.toString(16)
		.padStart(2, '0');
}
