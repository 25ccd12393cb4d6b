import { PRESET_ENTRIES } from '../app/agent/agent-request.ts';
import type { AgentEntry } from '../app/agent/ports.ts';

export interface Resolved {
	readonly entry: string;
	/** What the client asked for, where Routoo chooses in its place; null elsewhere. */
	readonly requestedModel: string | null;
}

const OWN = 'routoo/';
/** Of the answer's header and the note. */
const MAX_NAME = 200;
/** What vendors and clients hang on to a model's name: its day, "the newest of it", a size of context in brackets. */
const SUFFIX = /(?:\[[^\]]{0,20}\]|[-@]20\d{2}-?\d{2}-?\d{2}|-latest)$/;

/**
 * The entry that a client means: one of Routoo's, a model of the pool by its whole id or, where one endpoint alone has it, by its vendor's.
 * Any other name is some vendor's model that the pool does not have: Routoo chooses.
 */
export function resolveEntry(model: string, entries: readonly Pick<AgentEntry, 'id'>[]): Resolved {
	const asked = model.trim();
	const named = asked.toLowerCase().startsWith(OWN) ? asked.slice(OWN.length) : asked;
	const preset = named.toLowerCase();
	if (Object.hasOwn(PRESET_ENTRIES, preset)) return { entry: preset, requestedModel: null };
	const ids = entries.map(({ id }) => id).filter((id) => id.includes('/'));
	const found = [asked, named].find((name) => ids.includes(name)) ?? only(ids, asked, (id) => id) ?? only(ids, asked, bare);
	return found === undefined ? { entry: 'auto', requestedModel: asked.slice(0, MAX_NAME) } : { entry: found, requestedModel: null };
}

/** The vendor's name of an entry's model. */
export function wireModelOf(entry: string): string {
	return entry.slice(entry.indexOf('/') + 1);
}

function only(ids: readonly string[], asked: string, form: (name: string) => string): string | undefined {
	const alike = ids.filter((id) => form(wireModelOf(id)) === form(asked));
	return alike.length === 1 ? alike[0] : undefined;
}

function bare(name: string): string {
	let short = name.toLowerCase();
	while (SUFFIX.test(short)) short = short.replace(SUFFIX, '');
	return short;
}
