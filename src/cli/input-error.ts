/** What the user typed cannot be used. One line each: what is wrong, and what to do. */
export class InputError extends Error {
	readonly nextStep: string;

	constructor(message: string, nextStep: string) {
		super(message);
		this.name = 'InputError';
		this.nextStep = nextStep;
	}
}
