import { createHash } from 'node:crypto';

/** The same bytes at every run. */
function bytes(count: number): Buffer {
	const blocks: Buffer[] = [];
	for (let i = 0; blocks.length * 32 < count; i++) blocks.push(createHash('sha256').update(`block ${i}`).digest());
	return Buffer.concat(blocks).subarray(0, count);
}

const noise = bytes(3000);
const repeated = (text: string): string => Array.from({ length: 8 }, () => text).join('\n');
const NAMES = ['cfg', 'ptr', 'tmp', 'idx', 'rgst', 'xfr', 'mgr', 'hdlr'];
const TAILS = ['Ctx', 'Rdr', 'Wtr', 'Mtx', 'Blk', 'Hdr', 'Prm', 'Vld'];
const pick = (list: readonly string[], at: number): string => list[noise[at]! % list.length]!;

/** Texts that an estimate by the word takes for too little. */
export const DENSE: Readonly<Record<string, string>> = {
	base64: noise.toString('base64'),
	'base64 in lines': noise.toString('base64').replace(/(.{76})/g, '$1\n'),
	base64url: noise.toString('base64url'),
	hex: noise.toString('hex'),
	'hex in lines': noise.toString('hex').replace(/(.{32})/g, '$1\n'),
	uuids: noise.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/g, '$1-$2-$3-$4-$5\n'),
	tokens: Array.from({ length: 100 }, (_, i) => `id_${noise.subarray(i * 12, i * 12 + 12).toString('base64url')}`).join(' '),
	abbreviations: Array.from(
		{ length: 200 },
		(_, i) => `${pick(NAMES, i)}${pick(TAILS, i + 1)} = ${pick(NAMES, i + 2)}${pick(TAILS, i + 3)}(srcBf, ${pick(NAMES, i + 4)}Vl);`,
	).join('\n'),
	numbers: Array.from({ length: 300 }, (_, i) => noise.readUInt32BE(i * 4)).join(' '),
	decimals: Array.from({ length: 300 }, (_, i) => (noise.readUInt32BE(i * 4) / 1e6).toFixed(6)).join(','),
	blanks: ' '.repeat(24_000),
	Hindi: repeated(
		'जब शेड्यूलर जागता है तो वह हर प्रतीक्षारत कार्य को देखता है, सबसे निकट समय सीमा वाले को चुनता है और उसे तब तक चलाता है जब तक वह रुक न जाए।',
	),
	Thai: repeated('เมื่อตัวจัดตารางเวลาตื่นขึ้นมันจะดูงานที่รออยู่ทุกงาน เลือกงานที่มีกำหนดเวลาใกล้ที่สุด และรันจนกว่าจะหยุดรอหรือหมดเวลา'),
	Bengali: repeated('যখন শিডিউলার জেগে ওঠে তখন এটি প্রতিটি অপেক্ষমাণ কাজ দেখে, সবচেয়ে কাছের সময়সীমার কাজটি নেয়।'),
	Arabic: repeated('عندما يستيقظ المجدول ينظر إلى كل مهمة منتظرة ويأخذ المهمة ذات الموعد النهائي الأقرب.'),
	Hebrew: repeated('כאשר המתזמן מתעורר הוא מסתכל על כל משימה ממתינה, לוקח את זו עם המועד הקרוב ביותר.'),
	Georgian: repeated('როდესაც დამგეგმავი იღვიძებს, ის უყურებს ყველა მომლოდინე ამოცანას.'),
	Russian: repeated('Когда планировщик просыпается, он просматривает каждую ожидающую задачу, берёт ту, у которой ближайший срок.'),
	emoji: '😀🎉👩‍💻🚀🇩🇪'.repeat(60),
	boxes: '─┼│└┐'.repeat(200),
	mathematics: '∀x∈ℝ: ∑ᵢ xᵢ² ≥ 0 ⇒ ‖x‖ ≠ ∅ '.repeat(50),
};

/** What most requests hold. */
export const ORDINARY: Readonly<Record<string, string>> = {
	English: repeated(
		'When the scheduler wakes up it looks at every waiting task, takes the one with the earliest deadline and runs it until it blocks or its slice of time is over. This is fair enough for interactive work, but long computations suffer.',
	),
	German: repeated(
		'Wenn der Planer aufwacht, sieht er sich jede wartende Aufgabe an, nimmt die mit der frühesten Frist und führt sie aus, bis sie blockiert oder ihre Zeitscheibe vorbei ist.',
	),
	TypeScript: repeated(
		"export async function readAll(path: string, options: ReadOptions = {}): Promise<readonly Entry[]> {\n\tconst entries = await readdir(path, { withFileTypes: true });\n\treturn entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map(({ name }) => ({ name, size: options.size ?? 0 }));\n}\n",
	),
	Python: repeated(
		'class Cache:\n    def __init__(self, size=128):\n        self.size = size\n        self.items = {}\n\n    def get(self, key, default=None):\n        if key not in self.items:\n            return default\n        return self.items[key]\n',
	),
	JSON: repeated(
		'{\n  "name": "example",\n  "version": "1.2.3",\n  "scripts": { "build": "tsc -p .", "test": "vitest run" },\n  "dependencies": { "left-pad": "^1.3.0" }\n}',
	),
};
