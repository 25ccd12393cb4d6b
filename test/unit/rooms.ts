/**
 * What each floor of core and each room of src may import, in one table. biome.json says the same to the editor;
 * lint.test.ts holds that it does, rooms.test.ts that the tree keeps to it.
 */

/** Floors of core from the ground up, each with the floors that it may import. */
export const FLOORS: Readonly<Record<string, readonly string[]>> = {
	base: [],
	model: ['base'],
	message: ['base', 'model'],
	money: ['base', 'model', 'message'],
	routing: ['base', 'model', 'message', 'money'],
	gateway: ['base', 'model', 'message', 'money', 'routing'],
	reading: ['base', 'model', 'message', 'money', 'routing', 'gateway'],
	learning: ['base', 'model', 'message', 'money', 'routing'],
	workspace: ['base', 'model', 'message'],
	chat: ['base', 'model', 'message', 'money', 'routing', 'gateway', 'learning', 'workspace'],
	completion: ['base', 'model', 'message', 'money', 'routing', 'gateway', 'learning', 'workspace'],
	agent: ['base', 'model', 'message', 'money', 'routing', 'gateway', 'learning', 'workspace'],
};

/** Rooms of src from the inside out, each with the rooms that it may import, and whether it may import Node and VS Code. */
export const ROOMS: Readonly<Record<string, { readonly rooms: readonly string[]; readonly node: boolean; readonly vscode: boolean }>> = {
	core: { rooms: [], node: false, vscode: false },
	predictor: { rooms: ['core'], node: true, vscode: false },
	providers: { rooms: ['core'], node: true, vscode: false },
	storage: { rooms: ['core'], node: true, vscode: false },
	protocol: { rooms: ['core'], node: false, vscode: false },
	app: { rooms: ['core', 'predictor', 'providers', 'storage', 'protocol'], node: true, vscode: false },
	serve: { rooms: ['core', 'protocol', 'app'], node: true, vscode: false },
	cli: { rooms: ['core', 'predictor', 'providers', 'storage', 'protocol', 'app', 'serve'], node: true, vscode: false },
	views: { rooms: ['protocol'], node: false, vscode: false },
	host: { rooms: ['core', 'predictor', 'providers', 'storage', 'protocol', 'app', 'serve'], node: true, vscode: true },
};

/** Folders beside src: none of them ships, so nothing in src may import them. */
export const BESIDE_SRC = ['training', 'bench', 'scripts', 'test'] as const;
