/** The first steps as the chat view shows them; each is done when it really is. */
export interface WelcomeView {
	readonly models: {
		readonly done: boolean;
		/** What was found, one short line an endpoint. */
		readonly found: readonly string[];
		/** Names of environment variables that hold a key which is not set yet. */
		readonly variables: readonly string[];
	};
	/** The user decided on a budget. */
	readonly budgetDone: boolean;
	readonly question: {
		readonly done: boolean;
		/** Name of the file in the editor, null where none is open. */
		readonly file: string | null;
	};
	/** The user put the steps away. */
	readonly hidden: boolean;
	/** Where keys are made. */
	readonly vendors: readonly { readonly name: string; readonly keysPage: string }[];
}
