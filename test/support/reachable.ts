/** Every program of the realm has these: whoever reaches them reaches nothing of ours. */
const OF_THE_REALM: ReadonlySet<unknown> = new Set([
	...[Object, Function, Array, Error, Promise].map(({ prototype }) => prototype),
	Object.getPrototypeOf(async () => {}),
]);

/**
 * What is wrong with a value that is handed to others, a line a fault: a class of ours, a getter, something that can be changed, a function
 * that leads on. Empty: nothing can be walked to but what stands in it.
 */
export function leaks(value: unknown, { frozen = true, path = 'it' } = {}): readonly string[] {
	const faults: string[] = [];
	const seen = new Set<unknown>();
	const walk = (one: unknown, at: string): void => {
		if ((typeof one !== 'object' && typeof one !== 'function') || one === null || seen.has(one)) return;
		seen.add(one);
		const parent: unknown = Object.getPrototypeOf(one);
		if (parent !== null && !OF_THE_REALM.has(parent)) faults.push(`${at} is of a class: ${String((parent as object).constructor?.name)}`);
		if (frozen && !Object.isFrozen(one)) faults.push(`${at} can be changed`);
		if (typeof one === 'function' && Object.hasOwn(one, 'prototype')) faults.push(`${at} has a prototype`);
		for (const key of Reflect.ownKeys(one)) {
			const descriptor = Object.getOwnPropertyDescriptor(one, key)!;
			if (!('value' in descriptor)) faults.push(`${at}.${String(key)} is a getter`);
			else walk(descriptor.value, `${at}.${String(key)}`);
		}
	};
	walk(value, path);
	return faults;
}
