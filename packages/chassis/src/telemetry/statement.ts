/**
 * A span's name for a statement: each verb and table that it writes; else the first table, or the function, that it reads; else its
 * first word. Tables are told by their schema: a name without one may be that of a subquery.
 */
export function summarize(text: string): string {
  const bare = text
    .toLowerCase()
    .replace(/--.*$/gm, '')
    .replace(/'[^']*'/g, "''");
  const writes = [...bare.matchAll(/\b(?:(insert) into|(update)|(delete) from)\s+([a-z_]+\.\w+)/g)].map(
    ([, insert, update, remove, table]) => `${insert ?? update ?? remove} ${table}`,
  );
  if (writes.length > 0) return [...new Set(writes)].join(', ');
  const read = /\b(?:from|join)\s+([a-z_]+\.\w+)/.exec(bare) ?? /\bselect\s+([a-z_.]+)\(/.exec(bare);
  return read ? `select ${read[1]}` : (/[a-z]+/.exec(bare)?.[0] ?? 'statement');
}
