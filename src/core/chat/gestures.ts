/** What is asked about: a part of a file or the whole, as it stands beside the message, or something else there; null: nothing is. */
export interface GestureOf {
	readonly part: 'selection' | 'file' | 'other' | null;
	/** Name of the file, without folders. */
	readonly name: string;
	/** What the editor reports there goes along too. */
	readonly problems: boolean;
}

type Gesture = 'explain' | 'fix' | 'tests' | 'doc' | 'review';

const SHOWN = 'Put each change into a code block that names its file.';

/**
 * Each begins with the word for its work, because that is what the predictor tells the kind of task by (src/predictor/task-kind.ts), and a
 * test holds them to it.
 */
const TEXTS: Readonly<Record<Gesture, (it: string, of: GestureOf) => string>> = {
	explain: (it, { problems, name }) =>
		problems
			? `Explain what the editor reports in ${name}: what it means, what leads to it here, and what would make it go away.`
			: `Explain ${it}: what it is for, how it works step by step, and what one must know before changing it.`,
	fix: (it, { problems, name }) =>
		problems
			? `Fix what the editor reports in ${name}. Change no more than that needs, and say in one sentence what caused it. ${SHOWN}`
			: `Fix the bugs in ${it}. Say of each in one sentence what it does. Change no more than they need; where you find none, say so and change nothing. ${SHOWN}`,
	tests: (it) =>
		`Write unit tests for ${it}. Cover the usual case, the borders and what must be refused, in the framework that the code points to, else in the usual one of its language. Give them as one code block that names their file.`,
	doc: (it) =>
		`Write the doc comments (docstring, JSDoc or what its language uses) of ${it}: purpose, parameters, result and errors, where the code does not say them already. Change no code. ${SHOWN}`,
	review: (it) =>
		`Review ${it}. List what can go wrong, the most serious first: where it is, when it happens, and how to mend it. Leave out matters of taste; where it is sound, say so.`,
};

const ALONE: Readonly<Record<Gesture, string>> = {
	explain: 'Explain the following',
	fix: 'Fix the following',
	tests: 'Write unit tests for the following',
	doc: 'Write the doc comments (docstring, JSDoc or what its language uses) of the following',
	review: 'Review the following',
};

/**
 * The message that a gesture sends; it is what the user sees as his own.
 * @param wish what he typed behind it, may be empty; where nothing stands beside the message, the gesture is about this
 */
export function gestureText(gesture: Gesture, of: GestureOf, wish: string): string {
	if (of.part === null) return `${ALONE[gesture]}: ${wish}`;
	const it = { selection: `the selected code from ${of.name}`, file: `the file ${of.name}`, other: 'what is attached' }[of.part];
	const text = TEXTS[gesture](it, of);
	return wish === '' ? text : `${text}\n\nIn particular: ${wish}`;
}
