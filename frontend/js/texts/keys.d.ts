import type account from './en/account.js';
import type doors from './en/doors.js';
import type first from './en/first.js';
import type later from './en/later.js';
import type problems from './en/problems.js';
import type rareProblems from './en/rare-problems.js';
import type records from './en/records.js';

/** Keys with a dot may be made from a name that the server sent: `state.${state}`. A test checks those. */
export type Key = keyof (typeof first & typeof doors & typeof later & typeof records & typeof account & typeof problems & typeof rareProblems) | `${string}.${string}`;
