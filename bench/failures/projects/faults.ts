import { COMPILE_PAIRS, COMPILE_STATES, type CompileState, mapStates } from '../plans.ts';
import type { Files, Half, Project } from '../types.ts';

/** Bodies of the three functions, good and faulty; `again` has the fault and the message of `fault` in other code. */
export interface Faults {
	readonly ok: string;
	readonly fault: string;
	readonly again: string;
	readonly other: string;
	readonly three: { readonly ok: string; readonly fault: string; readonly warning: string };
}

export type Write = (one: string, two: string, three: string, padding: number) => string;

export function compiled(
	runner: string,
	half: Half,
	command: string,
	file: string,
	faults: Faults,
	write: Write,
	fixed: Files = {},
): Project {
	const source = (s: CompileState) => write(faults[s.one], faults[s.two], faults.three[s.three], s.pad);
	return {
		name: `${half === 'developed' ? 'first' : 'second'}-${runner}`,
		runner,
		half,
		command,
		fixed,
		edited: file,
		states: mapStates(COMPILE_STATES, (s) => ({ [file]: source(s) })),
		pairs: COMPILE_PAIRS,
	};
}
