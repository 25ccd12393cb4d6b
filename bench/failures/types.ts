/**
 * Developed: looked at while the detector was written. Held out: other projects of the same runners, only counted at first. Unseen: runners of
 * which nothing was looked at before their first count. Second reader: by someone else, of other projects, delivered as `deliveries.ts` says;
 * blind before the detector was changed for it (precision .932, recall .726). Split by project, so that no row of one has a sibling in another.
 */
export type Half = 'developed' | 'heldOut' | 'unseen' | 'secondReader';

export type Files = Readonly<Record<string, string>>;

/** A small project in several states of its sources, whose tests or compiler are really run in each. */
export interface Project {
	readonly name: string;
	readonly runner: string;
	readonly half: Half;
	/** Shell command, in the project's folder. */
	readonly command: string;
	/** Written once. */
	readonly fixed: Files;
	/** Of the file that a scripted edit changes. */
	readonly edited: string;
	/** By name; `null` where the language has no such state. */
	readonly states: Readonly<Record<string, Files>>;
	/** Names of states, as `first>second`, with whether the second shows that the edit between them did not help. */
	readonly pairs: readonly PairPlan[];
}

export interface PairPlan {
	readonly first: string;
	readonly second: string;
	readonly stuck: boolean;
	/** What makes it so; `noEdit`, `failedEdit`, `docsEdit`, `quoted` and `grepped` change the steps between or the second call. */
	readonly why: string;
}

/** A line of the fixture: the output of one run, or two of them with their label. */
export type Line =
	| { readonly run: string; readonly command: string; readonly exit: number; readonly output: string }
	| {
			readonly pair: string;
			readonly project: string;
			readonly runner: string;
			readonly half: Half;
			readonly first: string;
			readonly second: string;
			/** What the edit between the two runs replaced, and by what: the lines that differ, with one on each side. */
			readonly edit: { readonly file: string; readonly before: string; readonly after: string } | null;
			readonly stuck: boolean;
			readonly why: string;
	  };
