import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyCoupon, total } from '../src/cart.ts';

test('adds lines', () => {
	assert.equal(total([{ sku: 'pen', quantity: 3, price: 0.5 }]), 1.5);
});

test('a coupon takes its share off', () => {
	assert.equal(applyCoupon(200, 'SAVE10'), 180);
});
