import { buildCandidates } from '../../src/core/model/build-candidates.ts';
import type { Candidate } from '../../src/core/model/candidate.ts';
import type { Catalog } from '../../src/core/model/catalog.ts';
import { matchModel } from '../../src/core/model/match.ts';
import type { TokenPrices } from '../../src/core/model/prices.ts';

/**
 * The model as an endpoint lists it, under the first of `names` that the catalog knows, at its vendor, whose cache rules hold. `effort` null: as it runs when
 * nothing is asked for, which the vendor's default effort is too. An effort that the catalog does not offer is asked for all the same, as the recorded run did.
 */
export function columnCandidate(names: readonly string[], effort: string | null, prices: TokenPrices | null, catalog: Catalog): Candidate {
	const wires = names.map((name) => name.toLowerCase().trim().replaceAll(/\s+/g, '-').replaceAll(/[()]/g, ''));
	const wire = wires.find((name) => matchModel(name, catalog) !== null) ?? wires[0]!;
	const model = matchModel(wire, catalog);
	const id = model?.vendor ?? 'recorded';
	const endpoint = {
		id,
		kind: 'openai-compatible' as const,
		displayName: id,
		baseUrl: 'https://recorded.invalid',
		local: false,
		needsKey: true,
	};
	const remote = {
		id: wire,
		displayName: null,
		contextTokens: null,
		maxOutputTokens: null,
		tools: true,
		vision: null,
		prices,
		parametersB: null,
	};
	const offered = buildCandidates(endpoint, [remote], catalog);
	const asked = effort === model?.defaultEffort ? null : effort;
	const found = offered.find((candidate) => candidate.effort === asked) ?? offered[0] ?? bare(id, wire);
	return { ...found, effort: asked, displayName: names.at(-1)!, ...(prices === null ? {} : { prices }) };
}

/** A name that no endpoint would list as a chat model, such as a base model's. */
function bare(endpointId: string, wireModel: string): Candidate {
	return {
		id: `${endpointId}/${wireModel}`,
		endpointId,
		recipient: endpointId,
		wireModel,
		catalogId: null,
		effort: null,
		displayName: wireModel,
		local: false,
		included: false,
		contextTokens: 32_768,
		maxOutputTokens: null,
		tools: true,
		vision: false,
		fim: false,
		prices: null,
		speed: null,
		parametersB: null,
		reasoning: false,
	};
}
