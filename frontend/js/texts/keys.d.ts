import type first from './en/first.js';
import type later from './en/later.js';
import type problems from './en/problems.js';
import type terms from './en/terms.js';

/** Keys with a dot may be made from a name that the server sent: `state.${state}`. A test checks those. */
export type Key = keyof typeof first | keyof typeof later | keyof typeof problems | keyof typeof terms | `${string}.${string}`;
