/** What the API answers, as far as the page reads it. The OpenAPI description says what each field means. */

export interface Verification {
  id: string;
  service: string;
  country: string;
  capability: string;
  area_codes: string[];
  carriers: string[];
  state: 'requesting' | 'waiting' | 'received' | 'cancelled' | 'expired' | 'failed';
  number: string | null;
  code: string | null;
  messages: Message[];
  price_minor: number;
  currency: string;
  created_at: string;
  ends_at: string | null;
  cancellable: boolean;
  attempt: number;
  batch_id: string | null;
  next_poll_ms: number | null;
  reason: string | null;
}

export interface Message {
  sender: string | null;
  text: string;
  received_at: string;
}

export interface Batch {
  id: string;
  verifications: Verification[];
}

export interface Service {
  name: string;
  label: string;
  country: string;
  capability: string;
  price_minor: number;
  currency: string;
}

export interface Wallet {
  balance_minor: number;
  held_minor: number;
  currency: string;
}

export interface Entry {
  id: string;
  kind: 'deposit' | 'purchase' | 'refund' | 'adjustment';
  amount_minor: number;
  balance_after_minor: number;
  currency: string;
  created_at: string;
  deposit_id: string | null;
  verification_id: string | null;
}

export interface Deposit {
  id: string;
  reference: string;
  status: string;
  amount_minor: number;
  currency: string;
  authorization_url: string | null;
}

export interface Account {
  user: { id: string; email: string; email_verified: boolean };
  limits: { open_verifications: number; deposit_min_minor: number; deposit_max_minor: number };
}

export interface Device {
  id: string;
  device: string;
  used_at: string;
  current: boolean;
}

/** An order as the API takes it. */
export interface Order {
  service: string;
  country: string;
  capability: string;
  area_codes: string[];
  carriers: string[];
  max_price_minor: number | null;
}

/** An order with a name, as the account keeps it. */
export interface SavedOrder extends Order {
  id: string;
  name: string;
}

/** The same as this browser stores it: when it was used last, and whether the account does not have it yet. */
export interface Template extends SavedOrder {
  usedAt: number;
  dirty?: boolean;
}

export interface Loaded<Value> {
  status: 'idle' | 'loading' | 'ready' | 'failed';
  value: Value | null;
  problem: import('./core/problem.js').Problem | null;
}

/** Items of a list that comes page by page; `next` is the cursor of the page after them. */
export interface Pages<Item> {
  items: Item[];
  next: string | null;
}

/** The state of data/paged-list.js. */
export type PagedList = ReturnType<typeof import('./data/paged-list.js').pagedList<any>>;

/** The children of an element: texts, elements, nothing. */
export type Children = unknown;

/** An event of an element that holds a value. */
export interface FromInput {
  currentTarget: HTMLInputElement;
}
