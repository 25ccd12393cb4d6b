/**
 * One recorded set as the benchmark sees it. Matrices are row-major, rows x columns; NaN where a model was not run on a prompt. Every prediction is out of
 * fold: of a head and an encoder that saw no row of the same problem.
 */
export interface BenchSet {
	readonly set: string;
	/** Column names as they stand in matrix.csv. */
	readonly columns: readonly string[];
	readonly ids: readonly string[];
	readonly categories: readonly string[];
	/** Fold of each row, 0 .. foldCount - 1, by problem. */
	readonly folds: Int8Array;
	readonly foldCount: number;
	/** Where rows of another folder are there for the baselines to learn from: fold of each measured row for its operating points, -1 for the others. See train-rows.ts. */
	readonly tested?: Int8Array;
	/** Recorded outcome, 0..1. */
	readonly outcome: Float32Array;
	/** Routoo's predicted chance of an adequate answer, 0..1. */
	readonly predicted: Float32Array;
	/** The stock encoder's embedding of each row, rows x size, never fine-tuned on anything here; what the baselines may read. */
	readonly embedding: Float32Array;
	readonly embeddingSize: number;
	/** Characters of each prompt, for pools whose cost follows the prompt's length. */
	readonly characters: Int32Array;
}

/**
 * Quality estimates of a router for rows of one pool, rows x models of the pool, in shares of 1; only differences within a row matter. Those of a test fold
 * were made from the training folds alone.
 */
export type Estimates = Float32Array;

/** A pool: columns of one set that may be compared, with prices. A JSON of facts in pools.json; sources name page and date. */
export interface Pool {
	readonly name: string;
	readonly set: string;
	/** Folds keep whole repositories together where given (repository issues). */
	readonly groupBy?: 'repository' | undefined;
	/** Categories whose rows are left out. */
	readonly without?: readonly string[] | undefined;
	/** Tokens of an average request of this pool, prompt and answer. */
	readonly inputTokens: number;
	readonly outputTokens: number;
	readonly tokensSource: string;
	/** In a pool of two, the model that is not the reference is the weak one. */
	readonly models: readonly PoolModel[];
	/** Column of the model that savings are measured against; one of `models`. In a pair the strong one. */
	readonly reference: string;
	/** One line in the report instead of a section. */
	readonly brief?: boolean | undefined;
	/** What the reader of the table must know. */
	readonly note: string;
}

export interface PoolModel {
	readonly column: string;
	/** US dollars per million tokens; null where no price was found, and then no money figure of the pool is given. */
	readonly input: number | null;
	readonly output: number | null;
	/** Tokens of this model's average request where they differ from the pool's (reasoning). */
	readonly inputTokens?: number | undefined;
	readonly outputTokens?: number | undefined;
	/** US dollars of a whole request where they were measured; replaces tokens x price. */
	readonly requestUsd?: number | undefined;
	readonly source: string;
}
