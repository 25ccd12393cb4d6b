/** What Claude Code and its like hang on to the result of a call, another text each time: how many tokens are left, what there is to do. */
const REMINDER_END = '</system-reminder>';
/** Lines that Codex 0.171 and Qwen Code 0.24 write around what a command said, with numbers that differ from call to call. */
const CODEX_HEAD =
	/^(?:Chunk ID: \w{1,20}\n)?Wall time: [\d.]{1,12} seconds\n((?:Process exited with code -?\d{1,10}|Process running with session ID \d{1,12})\n)?(?:Original token count: \d{1,12}\n)?Output:\n/;
const QWEN_IDS = /\n(?:Process Group PGID|Background PIDs): [^\n]{0,200}/g;

/** A result without what its client wrote around it and what says nothing of it; the exit code stays. */
export function bareResult(result: string): string {
	let text = result;
	for (let end = text.trimEnd(); end.endsWith(REMINDER_END); end = text.trimEnd()) {
		const from = end.lastIndexOf('<system-reminder>\n');
		if (from < 0) break;
		text = end.slice(0, from).trimEnd();
	}
	const head = CODEX_HEAD.exec(text.slice(0, 400));
	if (head !== null) text = (head[1] ?? '') + text.slice(head[0].length);
	return text.startsWith('Command: ') ? text.replace(QWEN_IDS, '') : text;
}
