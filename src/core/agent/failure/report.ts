/** One test that failed, or one error of a compiler. */
export interface Failure {
	/** Name of the test; null for an error of a compiler. */
	readonly test: string | null;
	readonly file: string | null;
	/** From 1; null where the output does not tell. */
	readonly line: number | null;
	readonly column: number | null;
	/** What is said, without what differs from run to run. Never empty. */
	readonly message: string;
	/** The line of code that is shown with it. */
	readonly source: string | null;
	/** Package or container that said it, where one command runs several; else null. */
	readonly from?: string | null;
	/** Of a report of one line a failure: of the message only the beginning. */
	readonly brief?: boolean;
}

/** What one result says of the tests or of the code. */
export interface Report {
	readonly failures: readonly Failure[];
	/** Failures as the tool itself counts them; null where it does not. */
	readonly counted: number | null;
	/** All that is said, without what differs from run to run, where no failure in it could be told apart; null elsewhere. */
	readonly whole: string | null;
	/** Tests or checks passed, and none failed. */
	readonly passed: boolean;
}

/** At most so many failures of a result are told apart. */
export const MOST = 150;

/** Says that something failed, but not what: two of them need not be the same. */
const UNSPECIFIC =
	/^(?:error: )?['"]?(?:test failed|\d+ subtests? failed|failed|failure|error|assertionerror|assert|exception|build failed|compilation failed|none|nil|null|false is not true)\W{0,4}$|Failed to parse source for import analysis/i;

/** Of a file of tests: that one of them failed, whatever follows. */
const FILE_FAILED = /^(?:error: )?['"]?(?:test failed|\d+ subtests? failed)['"]?$/i;

/** An edit of the project could not have helped: network, machine, what is not installed. */
const ELSEWHERE =
	/\b(?:ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EADDRINUSE|ENOSPC|EMFILE|ENOMEM|ERR_MODULE_NOT_FOUND)\b|getaddrinfo|connection (?:refused|reset|timed out)|ConnectionError|ConnectTimeout|ReadTimeout|name resolution|network is unreachable|no route to host|certificate verify|SSLError|rate limit exceeded|too many requests|service unavailable|502 Bad Gateway|no space left|out of memory|cannot allocate memory|command not found|is not recognized as|: permission denied|EACCES|ModuleNotFoundError|No module named|Cannot find (?:module|package) ['"](?!\.)[^'"]{1,200}['"]|can't find crate|unresolved import `(?!crate|super|self)|no required module provides package|is not in (?:GOROOT|std)|package [\w.]{1,100} does not exist|cannot load such file|Could not (?:resolve (?:host|dependenc|all )|transfer )|failed to (?:fetch|download|get) (?:https?:|`)|could not be resolved|in offline mode|has not been downloaded|could not find artifact|lock file|could not acquire lock|fatal error: [\w./+-]{1,200}: No such file/i;

/** Code that an agent does not write. */
const NOT_OURS = /node_modules|site-packages|[/\\]\.cargo[/\\]|[/\\]lib[/\\]python\d|\/usr\/(?:lib|include)\//;

/** Whether it is a failure of code that the agent writes, and says which: two that do are the same where they say the same. */
export function tells(failure: Failure): boolean {
	if (failure.file !== null && NOT_OURS.test(failure.file)) return false;
	if (FILE_FAILED.test(failure.message.split('\n', 1)[0]!)) return false;
	return failure.message !== '' && !UNSPECIFIC.test(failure.message) && !ELSEWHERE.test(failure.message);
}

/** Whether the line names a cause outside of the project. */
export const saysElsewhere = (line: string) => ELSEWHERE.test(line);

export const NOTHING: Report = { failures: [], counted: null, whole: null, passed: false };
