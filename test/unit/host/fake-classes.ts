const disposable = { dispose: () => {} };

/** Classes of the module `vscode` that marks and lenses above changed lines are made of. */
export const EDITOR_CLASSES = {
	ThemeColor: class {},
	MarkdownString: class {
		appendCodeblock = () => this;
	},
	EventEmitter: class {
		event = () => disposable;
		fire = () => {};
		dispose = () => {};
	},
	CodeLens: class {
		readonly range: unknown;
		readonly command: unknown;
		constructor(range: unknown, command: unknown) {
			this.range = range;
			this.command = command;
		}
	},
};
