export type PageName =
  | 'home'
  | 'department'
  | 'search'
  | 'product'
  | 'basket'
  | 'till'
  | 'orders'
  | 'order'
  | 'signed-in'
  | 'not-found';

export interface Route {
  readonly page: PageName;
  /** What the path names: a department's id, a SKU, an order's id; otherwise empty. */
  readonly id: string;
}

// `/checkout` and `/catalogue` belong to the services, so the shop's own checkout is its till.
const paths: readonly [pattern: RegExp, page: PageName][] = [
  [/^\/$/, 'home'],
  [/^\/departments\/([a-z-]+)$/, 'department'],
  [/^\/search$/, 'search'],
  [/^\/products\/([0-9]{8,14})$/, 'product'],
  [/^\/basket$/, 'basket'],
  [/^\/till$/, 'till'],
  [/^\/orders$/, 'orders'],
  [/^\/orders\/([0-9a-f-]{36})$/, 'order'],
  [/^\/signed-in$/, 'signed-in'],
];

export function matchRoute(path: string): Route {
  for (const [pattern, page] of paths) {
    const match = pattern.exec(path);
    if (match) return { page, id: match[1] ?? '' };
  }
  return { page: 'not-found', id: '' };
}
