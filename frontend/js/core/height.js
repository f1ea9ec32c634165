/**
 * How high an element is, in rem: kept for the next visit, it keeps the place of what comes late, at any size of text.
 *
 * @param {Element} element
 */
export const heightInRem = (element) => element.getBoundingClientRect().height / parseFloat(getComputedStyle(document.documentElement).fontSize);
