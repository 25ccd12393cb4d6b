/**
 * happy-dom's `nodeName` getter of Node.prototype answers '' for every node; DOMPurify reads names through exactly that getter, so that page content cannot
 * shadow it. In a browser it answers the node's name; this makes it do so here. Must be imported before anything that imports DOMPurify.
 */
const inherited = Object.getOwnPropertyDescriptor(Node.prototype, 'nodeName');

Object.defineProperty(Node.prototype, 'nodeName', {
	configurable: true,
	get(this: Node): string {
		for (let prototype: object | null = Object.getPrototypeOf(this); prototype !== null && prototype !== Node.prototype; ) {
			const own = Object.getOwnPropertyDescriptor(prototype, 'nodeName')?.get;
			if (own !== undefined) return own.call(this);
			prototype = Object.getPrototypeOf(prototype);
		}
		return inherited?.get?.call(this) ?? '';
	},
});

// A style sheet in a payload is not fetched, and that is no error.
const { happyDOM } = window as unknown as { happyDOM: { settings: { handleDisabledFileLoadingAsSuccess: boolean } } };
happyDOM.settings.handleDisabledFileLoadingAsSuccess = true;
