/** The only script of the public pages. No imports: it runs before their first paint, and a release serves it by itself. */

/** What the app stored, as core/storage.js does. @param {string} name */
function recalled(name) {
  try {
    return JSON.parse(localStorage.getItem(`callbox.${name}`) ?? 'null');
  } catch {
    return null;
  }
}

const theme = recalled('theme');
if (theme && theme !== 'auto') document.documentElement.dataset.theme = theme;

// A customer whose browser has lost the cookie that leads to the app.
if (location.pathname + location.search === '/' && recalled('signed_in')) location.replace('/?app');

// What a link to /support brings along is named in the message. The page has the words for it.
addEventListener('DOMContentLoaded', () => {
  const about = document.getElementById('about');
  if (!about) return;
  const { begin, ...words } = about.dataset;
  const named = [...new URLSearchParams(location.search)]
    .filter(([key, value]) => words[key] && /^[\w.-]{1,60}$/.test(value))
    .map(([key, value]) => `${words[key]} ${value}`)
    .join(', ');
  if (!named) return;
  const text = encodeURIComponent(`${begin} ${named}:\n\n`);
  for (const [id, query] of [['mail', '?subject=Callbox&body='], ['whatsapp', '?text=']]) {
    const link = /** @type {HTMLAnchorElement | null} */ (document.getElementById(id));
    if (link) link.href += query + text;
  }
  /** @type {HTMLElement} */ (about.querySelector('b')).textContent = named;
  about.hidden = false;
});
