/** What the API answers, as far as the page reads it. The OpenAPI description says what each field means. */

export interface Verification {
  id: string;
  /** Grows with each stored change. */
  revision: number;
  service: string;
  country: string;
  capability: string;
  area_codes: string[];
  carriers: string[];
  state: 'requesting' | 'waiting' | 'received' | 'cancelled' | 'expired' | 'failed';
  number: string | null;
  code: string | null;
  codes: { code: string; received_at: string }[];
  listening_until: string | null;
  messages: Message[];
  price_minor: number;
  currency: string;
  created_at: string;
  ends_at: string | null;
  cancellable: boolean;
  attempt: number;
  retry_of: string | null;
  batch_id: string | null;
  next_poll_ms: number | null;
  reason: string | null;
  reference: string | null;
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
  prices: Prices;
  stock: 'many' | 'few' | 'none' | null;
  aliases: string[];
  kind: string | null;
}

/** A service's prices in minor units, by the options of the order. */
export interface Prices {
  any: number;
  area_code: number;
  carrier: number;
  both: number;
}

export interface Wallet {
  balance_minor: number;
  held_minor: number;
  currency: string;
  /** Grows with each movement. */
  revision: number;
}

/** The wallet beside an answer or a push that moved its money. */
export type WalletNow = Omit<Wallet, 'currency'>;

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
  progress: 'not_paid' | 'under_way' | 'declined' | null;
  amount_minor: number;
  returned_minor: number;
  currency: string;
  channel: string | null;
  authorization_url: string | null;
  created_at: string;
  credited_at: string | null;
}

export interface Account {
  user: { id: string; email: string; email_verified: boolean };
  limits: Limits;
  usage: Usage;
  next_level: NextLevel | null;
  terms: { accepted: string; offered: { version: string; holds_from: string; changes: string } | null };
  purchases: { paused: string | null; withheld_texts: number; withheld_texts_pause_at: number };
  email_change: EmailChange | null;
  lost_factor: { removed_at: string; ruled: boolean } | null;
  closing: Closing | null;
  checkout_url: string;
  /** What a device subscribes for to be told; null where none is. */
  push_public_key: string | null;
  /** Where the socket opens that pushes changes; null where there is none. */
  live_url: string | null;
}

/** An account that its customer closes; `claim` is the number to claim what is left. */
export interface Closing {
  closes_at: string;
  left_minor: number;
  currency: string;
  claim: string;
}

/** What a mailed link has done; the list grows. */
export interface Followed {
  done: string;
  next: string | null;
  holds_from: string | null;
}

/** A change of the email that waits. From `holds_from` on the new address alone carries it out; null: it need not wait. */
export interface EmailChange {
  email: string;
  asked_at: string;
  holds_from: string | null;
  ends_at: string;
  confirmed: boolean;
}

/** Limits at once, in this hour and today; the last three are the customer's own. */
export interface Limits {
  open_verifications: number;
  purchases_an_hour: number;
  purchases_a_day: number;
  same_service_a_day: number;
  cancels_an_hour: number;
  batch_size: number;
  top_up_a_day_minor: number;
  deposit_min_minor: number;
  deposit_max_minor: number;
  currency: string;
  spend_a_day_minor: number | null;
  low_balance_minor: number | null;
  spend_a_day_later: { spend_a_day_minor: number | null; holds_from: string } | null;
}

/** What is used now of the limits of the same names. */
export interface Usage {
  open_verifications: number;
  purchases_an_hour: number;
  purchases_a_day: number;
  same_service_a_day: number;
  same_service: string | null;
  cancels_an_hour: number;
  top_up_a_day_minor: number;
  spend_a_day_minor: number;
}

/** What is missing for more: a sum still to be paid, and nothing before a time. */
export interface NextLevel {
  missing_minor: number;
  currency: string;
  not_before: string | null;
  open_verifications: number;
}

/** A line of the account log. `what` may be newer than this page. */
export interface AccountEntry {
  id: string;
  at: string;
  created_at: string;
  what: string;
  by: { kind: string; id: string | null };
  address: string | null;
  subject_id: string | null;
  changed: string[];
}

export interface Device {
  id: string;
  device: string;
  place: string;
  created_at: string;
  used_at: string;
  current: boolean;
  known: boolean;
}

/** An order as the API takes it. */
export interface Order {
  service: string;
  country: string;
  capability: string;
  area_codes: string[];
  carriers: string[];
  max_price_minor: number | null;
  reference?: string;
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
