import { RoutooError } from '../../core/base/errors.ts';

export function invalid(what: string): RoutooError {
	return new RoutooError('invalidInput', `${what}.`, 'See api.md in the guide of Routoo.');
}

/** Names of others stand in words at this length. */
const MOST_NAME = 40;

/**
 * The own fields of an object of another extension, each read once and copied: a getter, a proxy or a later change reaches no further. A field
 * that is not known is refused, since a limit that is not understood must not be dropped in silence. Errors: RoutooError 'invalidInput'.
 */
export function readFields<K extends string>(value: unknown, path: string, known: readonly K[]): Readonly<Partial<Record<K, unknown>>> {
	if (typeof value !== 'object' || value === null) throw invalid(`${path} must be an object`);
	const fields: Partial<Record<K, unknown>> = {};
	let strange: string | symbol | undefined;
	try {
		if (Array.isArray(value)) throw invalid(`${path} must be an object, not a list`);
		strange = Reflect.ownKeys(value).find((key) => !known.includes(key as K));
		for (const key of known) if (Object.hasOwn(value, key)) fields[key] = (value as Record<K, unknown>)[key];
	} catch (error) {
		if (error instanceof RoutooError) throw error;
		throw invalid(`${path} cannot be read: it throws`);
	}
	if (strange !== undefined) throw invalid(`${path} has no field ${String(strange).slice(0, MOST_NAME)}; it may have ${known.join(', ')}`);
	return fields;
}

/** The items of a list, each read once. Errors: RoutooError 'invalidInput'. */
export function readList(value: unknown, path: string, most: number): readonly unknown[] {
	let items: unknown[] | null = null;
	try {
		if (!Array.isArray(value)) throw invalid(`${path} must be a list`);
		const { length } = value;
		if (length > most) throw invalid(`${path} has ${length} items; at most ${most} are read`);
		items = Array.from({ length }, (_, at) => value[at]);
	} catch (error) {
		if (error instanceof RoutooError) throw error;
	}
	if (items === null) throw invalid(`${path} cannot be read: it throws`);
	return items;
}

export function readText(value: unknown, path: string, most: number): string {
	if (typeof value !== 'string') throw invalid(`${path} must be a text`);
	if (value.length > most) throw invalid(`${path} is ${value.length} characters long; at most ${most} are read`);
	return value;
}

export function readFlag(value: unknown, path: string): boolean {
	if (typeof value !== 'boolean') throw invalid(`${path} must be true or false`);
	return value;
}

export function readNumber(value: unknown, path: string, low: number, high: number): number {
	if (typeof value !== 'number' || !(value >= low && value <= high)) throw invalid(`${path} must be a number from ${low} to ${high}`);
	return value;
}
