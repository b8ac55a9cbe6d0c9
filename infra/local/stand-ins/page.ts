import { createHash } from 'node:crypto';
import { type Html, html, trusted } from './html.ts';

/** A whole page of the local estate's own: the issuer's and the observatory's look alike. */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Grocer</title>
<style>${trusted(styles)}</style>
</head>
<body>
${body}
</body>
</html>
`.markup;
}

const styles = `
:root { color-scheme: light; --ink: #1d2b22; --quiet: #55645b; --line: #d5ddd7; --leaf: #1c6b3c; --paper: #f5f7f4; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
main.narrow { max-width: 26rem; }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 1rem 0 .25rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: .5rem 0; }
a { color: var(--leaf); }
.brand { color: var(--leaf); font-weight: 700; letter-spacing: .02em; }
.quiet { color: var(--quiet); }
.failed { color: #a4161a; }
:focus-visible { outline: 3px solid var(--leaf); outline-offset: 2px; }
button { display: flex; align-items: baseline; gap: .75rem; width: 100%; margin: .5rem 0; padding: .75rem 1rem; font: inherit;
  color: inherit; text-align: left; cursor: pointer; background: #fff; border: 1px solid var(--line); border-radius: .6rem; }
button:hover { border-color: var(--leaf); background: #eef5f0; }
button small { margin-left: auto; color: var(--quiet); }
table { width: 100%; border-collapse: collapse; background: #fff; font-size: .9rem; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .6rem; }
`;

/** The policy that pages by `page` work under: their own style, no script, forms to `formTargets` alone. */
export function contentSecurityPolicy(...formTargets: string[]): string {
  const hash = createHash('sha256').update(styles).digest('base64');
  const forms = ["'self'", ...formTargets].join(' ');
  return `default-src 'none'; style-src 'sha256-${hash}'; form-action ${forms}; frame-ancestors 'none'; base-uri 'none'`;
}
