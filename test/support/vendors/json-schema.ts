type Schema = Readonly<Record<string, unknown>>;

const TYPES = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);

/**
 * What is wrong with the schema of a tool's input, or null: an object at the top, known types, properties as schemas, required names as
 * strings.
 */
export function toolSchemaFault(schema: unknown, path = ''): string | null {
	const here = path === '' ? 'the schema' : `'${path}'`;
	if (typeof schema === 'boolean' && path !== '') return null;
	if (!isObject(schema)) return `${here} is not an object`;
	if (path === '' && schema.type !== 'object')
		return `schema must be a JSON Schema of 'type: "object"', got 'type: ${JSON.stringify(schema.type ?? null)}'`;
	for (const type of [schema.type ?? []].flat())
		if (!TYPES.has(String(type))) return `${here} has the unknown type ${JSON.stringify(type)}`;
	const required = schema.required ?? [];
	if (!Array.isArray(required) || required.some((name) => typeof name !== 'string'))
		return `${here} has a 'required' that is no list of names`;
	const properties = schema.properties ?? {};
	if (!isObject(properties)) return `${here} has 'properties' that are no object`;
	for (const [name, property] of Object.entries(properties)) {
		const fault = toolSchemaFault(property, path === '' ? name : `${path}.${name}`);
		if (fault) return fault;
	}
	return schema.items === undefined ? null : toolSchemaFault(schema.items, `${path}[]`);
}

/** OpenAI's strict functions: every object closes itself and requires all its properties; words as users report them in public issues. */
export function strictSchemaFault(schema: unknown, path: readonly string[] = []): string | null {
	if (!isObject(schema)) return null;
	const context = `In context=(${path.map((name) => `'${name}'`).join(', ')})`;
	const properties = isObject(schema.properties) ? schema.properties : {};
	if (schema.type === 'object') {
		if (schema.additionalProperties !== false) return `${context}, 'additionalProperties' is required to be supplied and to be false.`;
		const required = new Set((schema.required ?? []) as string[]);
		const missing = Object.keys(properties).find((name) => !required.has(name));
		if (missing) {
			return `${context}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
		}
	}
	for (const [name, property] of Object.entries(properties)) {
		const fault = strictSchemaFault(property, [...path, 'properties', name]);
		if (fault) return fault;
	}
	return strictSchemaFault(schema.items, [...path, 'items']);
}

function isObject(value: unknown): value is Schema {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
