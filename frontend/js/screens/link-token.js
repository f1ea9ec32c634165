/**
 * The one-time token of a mailed link: in the fragment, which no server, log or other site ever sees. It is removed from
 * the address bar, so that it is not shared by accident.
 */
export function takeToken() {
  // Links mailed before 2026-12 have it in the query; the last of them works for a day.
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? new URLSearchParams(location.search).get('token');
  if (token) history.replaceState(null, '', location.pathname);
  return token;
}

// A link pasted into a tab that shows its page already changes the fragment alone, which loads nothing.
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#token=')) location.reload();
});
