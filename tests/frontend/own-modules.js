/** Gives each page its own copy of every module: a module imported with `?page=2` passes the mark on to its imports. */
export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context);
  const mark = /\?page=\d+$/.exec(context.parentURL ?? '')?.[0];
  return mark && resolved.url.startsWith('file:') ? { ...resolved, url: resolved.url + mark } : resolved;
}
