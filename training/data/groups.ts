/**
 * Groups of prompts that are one problem and never lie in different folds. Two prompts are joined where they share a name of their problem, their
 * first 20 words, or the first 20 words of a multiple-choice question without its options (MMLU-Pro asks MMLU's questions with ten of them).
 */
export function groupsOf(prompts: readonly { readonly text: string; readonly problem: string | null }[]): string[] {
	const parent = new Map<string, string>();
	const find = (key: string): string => {
		let root = key;
		while (parent.get(root) !== undefined && parent.get(root) !== root) root = parent.get(root)!;
		for (let at = key; at !== root; ) {
			const next = parent.get(at)!;
			parent.set(at, root);
			at = next;
		}
		return root;
	};
	const join = (a: string, b: string) => {
		const [first, second] = [find(a), find(b)].toSorted();
		parent.set(second!, first!);
	};
	const keys = prompts.map(keysOf);
	for (const own of keys) {
		for (const key of own) if (!parent.has(key)) parent.set(key, key);
		for (const key of own.slice(1)) join(own[0]!, key);
	}
	return keys.map((own) => find(own[0]!));
}

const FIRST_WORDS = 20;
/** Shorter stems ("which of these is true") are no name of a question. */
const LEAST_STEM_WORDS = 6;

/** What tells a prompt's problem: prompts that share one of these are one group. */
export function keysOf({ text, problem }: { readonly text: string; readonly problem: string | null }): string[] {
	// Every CRUXEval prompt opens with the same instruction of more than 20 words: there the function is the problem.
	if (problem?.startsWith('crux/')) return [`problem/${problem}`];
	const keys = [`words/${firstWords(text)}`];
	if (problem !== null) keys.push(`problem/${problem}`);
	const options = text.search(/(^|\n)\s*\(?A[.):]\s/);
	if (options > 0) {
		const stem = firstWords(text.slice(0, options));
		if (stem.split(' ').length >= LEAST_STEM_WORDS) keys.push(`stem/${stem}`);
	}
	return keys;
}

function firstWords(text: string): string {
	return text
		.slice(0, 1500)
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim()
		.split(' ')
		.slice(0, FIRST_WORDS)
		.join(' ');
}

/** Fold of a group (FNV-1a of its name). */
export function foldOf(group: string, folds: number): number {
	let hash = 2166136261;
	for (let i = 0; i < group.length; i++) hash = Math.imul(hash ^ group.charCodeAt(i), 16777619);
	return ((hash >>> 0) % 1_000_003) % folds;
}
