import type { z } from 'zod';

/** A request that the vendor would refuse; the stand-in puts it into the vendor's error form. */
export class Rejection extends Error {
	readonly status: number;
	/** Anthropic's and OpenAI's `error.type`. */
	readonly type: string;
	/** OpenAI alone: the parameter, as `messages[1].content`. */
	readonly param: string | null;
	/** OpenAI alone. */
	readonly code: string | null;

	constructor(message: string, more: { status?: number; type?: string; param?: string | null; code?: string | null } = {}) {
		super(message);
		this.status = more.status ?? 400;
		this.type = more.type ?? 'invalid_request_error';
		this.param = more.param ?? null;
		this.code = more.code ?? null;
	}
}

/** One fault of a JSON shape: where, and in words. */
export interface ShapeFault {
	readonly path: readonly (string | number)[];
	readonly message: string;
	/** Set where a field is not known at all; `path` ends with it. */
	readonly unknownField: boolean;
	/** Set where a field is not there. */
	readonly missing: boolean;
}

/**
 * The first fault of a body, or null. Of the branches of a union it is the fault that lies deepest, as that is the branch that was meant.
 */
export function shapeFault(schema: z.ZodType, body: unknown): ShapeFault | null {
	const result = schema.safeParse(body);
	return result.success ? null : deepest(result.error.issues as Issue[], []);
}

type Issue = z.core.$ZodIssue;

function deepest(issues: readonly Issue[], prefix: readonly (string | number)[]): ShapeFault {
	const faults = issues.map((issue): ShapeFault => {
		const path = [...prefix, ...(issue.path as (string | number)[])];
		if (issue.code === 'invalid_union' && issue.errors.length > 0) return deepest(issue.errors.flat(), path);
		if (issue.code === 'unrecognized_keys') {
			return { path: [...path, issue.keys[0] ?? ''], message: 'unknown field', unknownField: true, missing: false };
		}
		return {
			path,
			message: issue.message,
			unknownField: false,
			missing: issue.code === 'invalid_type' && / undefined$/.test(issue.message),
		};
	});
	return faults.reduce((best, fault) => (depth(fault) > depth(best) ? fault : best));
}

/** How deep a fault lies; one that says only that a branch is not meant lies above those in the branch. */
function depth({ path, message }: ShapeFault): number {
	return message === 'Invalid input' ? path.length - 1 : path.length;
}

/** `messages[1].content[0].text`, as OpenAI names a parameter. */
export function paramName(path: readonly (string | number)[]): string {
	return path.reduce<string>((name, key) => (typeof key === 'number' ? `${name}[${key}]` : name === '' ? key : `${name}.${key}`), '');
}

/** A shape fault in OpenAI's words and codes, as users report them in public issues. */
export function openAiShape(fault: ShapeFault): Rejection {
	const param = paramName(fault.path);
	if (fault.unknownField) return new Rejection(`Unknown parameter: '${param}'.`, { param, code: 'unknown_parameter' });
	if (fault.missing) return new Rejection(`Missing required parameter: '${param}'.`, { param, code: 'missing_required_parameter' });
	return new Rejection(`Invalid value for '${param}': ${fault.message}.`, { param, code: 'invalid_value' });
}
