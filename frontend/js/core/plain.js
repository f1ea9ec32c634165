/** What strangers write: names of senders and texts of messages. */

// Controls, format characters (direction, tags) and whatever a font shows as nothing. Line breaks and tabs are seen, and
// joiners and the emoji selector shape what stands beside them, in Persian, Hindi and emoji.
const UNSEEN = /(?!\n|\t|\u200c|\u200d|\ufe0f)[\p{Cc}\p{Cf}\p{DI}\p{Zl}\p{Zp}]/gu;

/**
 * The text without characters that hide or reorder others: what is shown is what is there.
 *
 * @param {string} text
 */
export const plain = (text) => text.replace(/\r\n?/g, '\n').replace(UNSEEN, '');

/**
 * The same, to stand within a sentence: letters that are read from right to left move nothing around them.
 *
 * @param {string} text
 */
export const isolated = (text) => `\u2068${plain(text)}\u2069`;
