/** One question about a task, answered by a whole number. */
export interface Question {
	/** As in models/reading.json and in the recorded judgements. */
	readonly name: string;
	readonly low: number;
	readonly high: number;
	/** What is asked, with what its ends mean. */
	readonly words: string;
}

const scale = (name: string, words: string): Question => ({ name, low: 1, high: 5, words });
const yesNo = (name: string, words: string): Question => ({ name, low: 0, high: 1, words });

/**
 * What a careful reader says of a task before any work on it. Names, ranges and order are those of the problem features that Kryvosheieva
 * and others judged (arXiv 2604.00594; github dariakryvosheieva/agent-psychometrics at 62851ff8), on which the weights are fitted; the
 * wording is ours.
 */
export const QUESTIONS: readonly Question[] = [
	{
		name: 'solution_hint',
		low: 0,
		high: 3,
		words: 'How much of the solution does the text give away? 0 nothing, 3 the very change to make',
	},
	scale('problem_clarity', 'How clearly is it said what is wrong or wanted? 1 hardly, 5 beyond doubt'),
	scale(
		'domain_knowledge_required',
		'How special is the knowledge that it takes? 1 any programmer has it, 3 a framework, 5 few people have it',
	),
	scale('logical_reasoning_required', 'How much must be thought through? 1 mechanical, 5 invariants and many edge cases'),
	scale('atypicality', 'How unusual is it? 1 seen every day, 5 hardly ever'),
	scale('verification_difficulty', 'How hard is it to see whether a solution is right? 1 one short test tells, 5 very hard'),
	yesNo('standard_pattern_available', 'Is there a well-known way of solving it? 0 no, 1 yes'),
	scale('error_specificity', 'How exactly is a failure shown? 1 not at all, 5 by its message or trace'),
	scale('reproduction_clarity', 'How exactly is it said how to see it happen? 1 not at all, 5 step by step'),
	scale('expected_behavior_clarity', 'How exactly is it said what should happen instead? 1 not at all, 5 to the letter'),
	scale('debugging_complexity', 'How far must one search for the cause? 1 it is named, 5 through many layers'),
	scale('codebase_scope', 'How much of the code is touched? 1 one function, 5 the whole system'),
	scale('information_completeness', 'How much of what one must know stands in the text? 1 nearly nothing, 5 all of it'),
	yesNo('similar_issue_likelihood', 'Is it a common kind of task or bug? 0 no, 1 yes'),
	scale('side_effect_risk', 'How easily would a solution break something else? 1 hardly, 5 very easily'),
];
