import { join } from 'node:path';
import type { BudgetSnapshot } from '../app/budget/service.ts';
import type { EndpointState } from '../app/models/registry.ts';
import { type MicroDollars, microsFromDollars } from '../core/base/micros.ts';
import type { Candidate } from '../core/model/candidate.ts';
import { formatEstimate, formatInterval, formatMoney, formatPercent } from '../protocol/format.ts';
import type { Ended, Served } from '../serve/endpoint-types.ts';
import type { RoutingNote } from '../serve/wire.ts';

/** What `routoo serve` says, in lines. */

/** Names of one endpoint's models in a line. */
const MOST_NAMES = 6;

export function startLines(of: {
	readonly version: string;
	readonly origin: string;
	/** As it is shown here. */
	readonly key: string;
	readonly keyPath: string;
	readonly settingsPath: string;
	readonly settingsThere: boolean;
	readonly folder: string;
	/** Endpoints with a key in the environment, and in the keychain. */
	readonly inEnvironment: readonly string[];
	readonly inKeychain: readonly string[];
}): readonly string[] {
	const keys = [
		...(of.inEnvironment.length > 0 ? [`environment: ${of.inEnvironment.join(', ')}`] : []),
		...(of.inKeychain.length > 0 ? [`keychain: ${of.inKeychain.join(', ')}`] : []),
	];
	return [
		`Routoo ${of.version} listens at ${of.origin} (OpenAI: ${of.origin}/v1)`,
		`  its key   ${of.key}, in ${of.keyPath}`,
		`  settings  ${of.settingsPath}${of.settingsThere ? '' : ' (not there; read as soon as it is written)'}`,
		`  keys      ${keys.join('; ') || 'none'}`,
		`  ledger    ${join(of.folder, 'ledger')}`,
	];
}

/** Which models can be asked now. */
export function modelsLine(endpoints: readonly EndpointState[], isUsable: (candidate: Candidate) => boolean, settingsPath: string): string {
	const groups = endpoints.flatMap(({ endpoint, candidates }) => {
		const names = [...new Set(candidates.filter(isUsable).map(({ displayName }) => displayName))];
		if (names.length === 0) return [];
		const more = names.length > MOST_NAMES ? `, ${names.length - MOST_NAMES} more` : '';
		return [{ count: names.length, words: `${endpoint.displayName} (${names.slice(0, MOST_NAMES).join(', ')}${more})` }];
	});
	const count = groups.reduce((sum, group) => sum + group.count, 0);
	if (count > 0) return `Models that can be asked: ${count}. ${groups.map(({ words }) => words).join('; ')}`;
	return `No model can be asked yet. Set a key (routoo key set anthropic; or ANTHROPIC_API_KEY and the like before the start), start a local server, or write routoo.endpoints into ${settingsPath}: all but the environment counts at once.`;
}

export function budgetLine({ view }: Pick<BudgetSnapshot, 'view'>): string {
	const { limit, spent, outstanding, resetsAt } = view;
	const until = new Date(resetsAt).toLocaleDateString('en-GB', { day: 'numeric', month: 'long' });
	if (limit === null) return `Budget: no limit. Spent since the last reset: ${formatMoney(spent)}`;
	const left = Math.max(0, limit - spent - outstanding) as MicroDollars;
	return `Budget: ${formatMoney(left)} of ${formatMoney(limit)} left until ${until}`;
}

/** Before the first byte of an answer. */
export function decisionLine(number: number, { client, path, note }: Served & { readonly note: RoutingNote }): string {
	const { quality, requestedModel } = note;
	const inPlace = requestedModel === null ? '' : ` in place of ${requestedModel}`;
	const price = note.expectedCostUsd === null ? 'price unknown' : formatEstimate(microsFromDollars(note.expectedCostUsd));
	const most = note.maxCostUsd === null || note.maxCostUsd === 0 ? '' : `, at most ${formatMoney(microsFromDollars(note.maxCostUsd))}`;
	return `#${number} ${client} ${path} -> ${nameOf(note)}${inPlace}, quality ${formatPercent(quality.mean)} (${formatInterval(quality)}), ${price}${most}`;
}

/** After it. */
export function endLine(number: number, { client, path, note, state, words }: Served & Ended): string {
	const cost = note?.costUsd ?? null;
	const price = cost === null ? 'nothing booked' : `cost ${formatMoney(microsFromDollars(cost))}`;
	const who = note === null ? `${client} ${path}` : nameOf(note);
	const aside = words ?? note?.cut?.words ?? null;
	if (state === 'done') return `#${number} ${who}: ${price}${aside === null ? '' : ` (${aside})`}`;
	return `#${number} ${who} ${state === 'failed' ? 'failed' : 'was stopped'}: ${price}${words === null ? '' : `. ${words}`}`;
}

function nameOf({ name, recipient }: RoutingNote): string {
	return recipient === '' ? name : `${name} (${recipient})`;
}

/** One line for a terminal: names come from servers, and a terminal obeys control characters. */
export function plainLine(text: string): string {
	return text
		.replaceAll('\u00a0', ' ')
		.replace(/\s+/g, (space) => (/^ +$/.test(space) ? space : ' '))
		.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '');
}
