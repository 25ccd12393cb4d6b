import { textHash } from '../text-hash.ts';
import type { ToolStep } from '../types.ts';
import { editFailed, editOf, editsByShell, type FileEdit } from './edits.ts';
import { answers, placeOf, readsOnly, shellSegments, undoes, waits } from './shell.ts';
import { copied } from './text.ts';

/**
 * `run`: its result is what a command, test runner or checker said when it was called. `poll`: what a command said that was started by an
 * earlier call. `other`: reads, searches, talks; whatever its result says is quoted.
 */
export type CallKind = 'run' | 'poll' | 'other';

/** A call as the detector sees it. */
export interface Call {
	readonly kind: CallKind;
	/** Shell command; null for tools that take none. */
	readonly command: string | null;
	/** What the call changed in files, where it succeeded. */
	readonly edits: readonly FileEdit[];
	/** The same for the same call with other spacing, order of fields, or words of explanation. */
	readonly key: string;
	/** Its exit code is an answer, not a failure. */
	readonly answers: boolean;
	/** Looks whether something outside the run is ready. */
	readonly waiting: boolean;
	/** Of the terminal or task that a poll asks about. */
	readonly terminal: string | null;
	/** Folder or package that it runs in; null where it does not tell. */
	readonly place: string | null;
	/** Puts files back as they were. */
	readonly undoes: boolean;
}

const SHELLS =
	/^(?:run_?in_?terminal|run_?terminal(?:_?(?:cmd|command))?|(?:run|execute|exec)_?(?:shell_?|bash_?)?(?:commands?|cmd|bash|shell)|(?:local_?)?shell(?:_?(?:exec|command|call|tool))?|bash(?:_?(?:tool|command|exec))?|sh|zsh|powershell|pwsh|terminal|container[._]exec|exec|cmd)$/i;
const RUNS =
	/(?:^|[_.-])(?:run_?tests?|tests?|pytest|get_?errors|diagnostics|get_?diagnostics|problems|read_?lints|run_?task|create_?and_?run_?task|build|compile|lint|typecheck|run_?(?:build|lint|checks?)|execute_?tests?)$/i;
const POLLS =
	/get_?terminal_?output|await_?terminal|get_?task_?output|terminal_?last_?command|bash_?output|read_?(?:terminal|output|shell)|check_?(?:terminal|status)|write_?stdin|wait/i;
/** Fields that say nothing of what is done. */
const TALK = /^(?:explanation|description|goal|reason|summary|thought|rationale|timeout|timeout_?ms|is_?background|mode|comment)$/i;
const ARGUMENTS = 60_000;
/** Of a command, characters that are kept. */
const COMMAND = 8_000;

/** What a step is, from its name, its arguments and, for edits, its result. Malformed arguments are none. */
export function readCall(step: ToolStep): Call {
	const args = parse(step.arguments);
	const name = step.name.slice(0, 100).replace(/^(?:mcp__\w{1,40}?__|mcp_|copilot_|functions\.)/, '');
	const isShell = SHELLS.test(name);
	const command = isShell ? (text(args, ['command', 'cmd', 'script', 'input', 'code']) ?? '') : null;
	const segments = command === null ? [] : shellSegments(command);
	const kind: CallKind = isShell ? (readsOnly(segments) ? 'other' : 'run') : POLLS.test(name) ? 'poll' : RUNS.test(name) ? 'run' : 'other';
	const edits =
		step.result === null
			? []
			: isShell
				? editFailed(step.result, segments)
					? []
					: editsByShell(command!, segments)
				: editOf(name, args, step);
	return {
		kind,
		command: command === null ? null : copied(command, COMMAND),
		edits: edits.map((edit) => ({ ...edit, file: edit.file === null ? null : copied(edit.file, 400) })),
		key: keyOf(name, canonical(args, step.arguments)),
		answers: answers(segments),
		waiting: kind === 'poll' || waits(segments),
		terminal:
			kind === 'poll'
				? short(text(args, ['id', 'terminalId', 'terminal_id', 'bash_id', 'shell_id', 'session_id', 'task_id', 'task', 'taskId']))
				: null,
		place: command === null ? null : short(placeOf(segments, text(args, ['cwd', 'workdir', 'working_directory', 'workingDirectory']))),
		undoes: undoes(segments),
	};
}

function parse(json: string): Record<string, unknown> {
	if (json.length > ARGUMENTS * 10) return {};
	try {
		const value: unknown = JSON.parse(json);
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}

function text(args: Record<string, unknown>, names: readonly string[]): string | null {
	for (const name of names) {
		const value = Object.hasOwn(args, name) ? args[name] : undefined;
		if (typeof value === 'string') return value;
		if (typeof value === 'number') return String(value);
		if (Array.isArray(value) && value.length < 100 && value.every((part) => typeof part === 'string')) return shellOf(value);
	}
	return null;
}

/** `["bash", "-lc", "pytest"]` as one command. */
function shellOf(words: readonly string[]): string {
	const script = words.findIndex((word) => /^-\w{0,3}c$/.test(word));
	return script > 0 && script + 1 < words.length ? words[script + 1]! : words.join(' ');
}

/** Without order, spacing and words of explanation; malformed JSON as it stands. */
function canonical(args: Record<string, unknown>, raw: string): string {
	const names = Object.keys(args)
		.filter((name) => !TALK.test(name))
		.sort();
	if (names.length === 0) return squeeze(raw);
	return names
		.map((name) => `${name}=${squeeze(typeof args[name] === 'string' ? (args[name] as string) : JSON.stringify(args[name]))}`)
		.join('\n');
}

const short = (value: string | null) => (value === null ? null : copied(value, 400));

/** Long ones by their hash: keys are kept. */
function keyOf(name: string, args: string): string {
	return copied(`${name.toLowerCase()} ${args.length > 400 ? `${args.length} ${textHash(args)}` : args}`, 1_000);
}

const squeeze = (value: string) => value.slice(0, ARGUMENTS).replace(/\s+/g, ' ').trim();
