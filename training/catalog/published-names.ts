import { type ModelFacts, modelFacts } from './models.ts';

const byId = new Map(modelFacts.map((facts) => [facts.id, facts]));

const thinking = ['thinking', 'thinking-64k', 'thinking-32k', 'thinking-16k'];

/**
 * Suffixes (after `@`) under which the published tables list a run at this effort; the best match first. `thinking` stands for a model that
 * thinks by default at a depth which its vendor does not name.
 */
function suffixes(vendor: string, effort: string): string[] {
	if (effort === 'none') return ['no-thinking', 'no-thinking-high', 'no-thinking-low'];
	if (effort === 'thinking') return [...thinking, 'high'];
	// Runs of Claude with a thinking budget are the ones that `high` buys.
	if (effort === 'high' && vendor === 'anthropic') return ['high', 'thinking-high', 'thinking-64k-high', ...thinking];
	return [effort, `thinking-${effort}`, `thinking-64k-${effort}`];
}

/**
 * Published ids (with `@effort`) of one candidate, the best match first. `effort` null is the model as it runs when nothing is asked for: the
 * vendor's default effort where it is known, else thinking or not as the model does, and last the rows that do not say (no suffix).
 * Ids need not occur in the tables. Throws for an id that is not in the catalog.
 */
export function publishedIds(catalogId: string, effort: string | null): string[] {
	const facts = requireFacts(catalogId);
	const wanted = effort ?? facts.defaultEffort ?? (facts.reasoning ? 'thinking' : 'none');
	return facts.published.flatMap((base) => {
		if (base.includes('@')) return [base];
		const exact = suffixes(facts.vendor, wanted).map((suffix) => `${base}@${suffix}`);
		return effort === null ? [...exact, base] : exact;
	});
}

/** Whether the published row id belongs to the model at any effort. */
export function isPublishedAs(facts: ModelFacts, publishedId: string): boolean {
	const base = publishedId.split('@')[0]!;
	return facts.published.some((name) => (name.includes('@') ? name === publishedId : name === base));
}

/** Throws for an id that is not in the catalog. */
export function requireFacts(catalogId: string): ModelFacts {
	const facts = byId.get(catalogId);
	if (!facts) throw new Error(`no facts for catalog id ${catalogId}`);
	return facts;
}
