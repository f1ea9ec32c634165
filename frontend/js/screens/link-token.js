/** The one-time token of a mailed link, removed from the address bar so that it is not shared by accident. */
export function takeToken() {
  const token = new URLSearchParams(location.search).get('token');
  if (token) history.replaceState(null, '', location.pathname);
  return token;
}
