/** Numbers of a row that share scale and zero point. */
export const BLOCK = 32;
const LEVELS = 15;
/** Least step that single precision holds in full; a smaller one may round to half of what it is, and is nothing beside any other. */
const LEAST_STEP = 2 ** -126;
/** Adding and taking away 1.5 * 2^52 leaves the nearest whole number, ties to the even one, as numpy rounds. */
const TO_WHOLE = 1.5 * 2 ** 52;

/** A matrix in 4 bits, as MatMulNBits of onnxruntime reads it: number = (level - zero) * scale. */
export interface FourBits {
	/** Two levels a byte, the earlier one in the low bits. */
	readonly levels: Uint8Array;
	/** One a block. */
	readonly scales: Float32Array;
	/** Two zero points a byte; rows begin on whole bytes. */
	readonly zeros: Uint8Array;
}

/**
 * Rows of `width` numbers in 4 bits with a zero point, blocks of 32. Each step is done in single precision: the prototype that the
 * weights of the reading were fitted with did it so. `width` is a multiple of 32.
 */
export function requantise(weights: Float32Array, width: number): FourBits {
	const blocks = width / BLOCK;
	const rows = weights.length / width;
	const zeroBytes = Math.ceil(blocks / 2);
	const levels = new Uint8Array(weights.length / 2);
	const scales = new Float32Array(rows * blocks);
	const zeros = new Uint8Array(rows * zeroBytes);
	for (let row = 0; row < rows; row++) {
		for (let block = 0; block < blocks; block++) {
			const from = row * width + block * BLOCK;
			let low = 0;
			let high = 0;
			for (let i = from; i < from + BLOCK; i++) {
				const value = weights[i]!;
				if (value < low) low = value;
				else if (value > high) high = value;
			}
			const step = Math.fround(Math.fround(high - low) / LEVELS);
			const scale = step < LEAST_STEP ? Math.fround(1e-8) : step;
			const zero = level(Math.fround(-low / scale));
			scales[row * blocks + block] = scale;
			zeros[row * zeroBytes + (block >> 1)]! |= zero << ((block & 1) * 4);
			for (let i = from; i < from + BLOCK; i += 2) {
				const first = level(Math.fround(Math.fround(weights[i]! / scale) + zero));
				const second = level(Math.fround(Math.fround(weights[i + 1]! / scale) + zero));
				levels[i >> 1] = first | (second << 4);
			}
		}
	}
	return { levels, scales, zeros };
}

function level(value: number): number {
	const whole = value + TO_WHOLE - TO_WHOLE;
	return Math.min(Math.max(whole, 0), LEVELS);
}
