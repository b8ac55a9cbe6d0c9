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
<link rel="icon" href="${icon}">
<style>${trusted(styles)}</style>
</head>
<body>
${body}
</body>
</html>
`.markup;
}

/** The shop's own mark, in the page itself: no address of its own to ask for. */
const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#17452d"/><path d="M7 14h18l-2 11a2 2 0 0 1-2 1.7H11a2 2 0 0 1-2-1.7Z" fill="#f3c44e"/><path d="M16 13c0-5 2-8 8-9-.7 6-3 8.500-8 9Zm0 0c-.6-3.500-3-5.500-7-5.500C9.600 11 12 13 16 13Z" fill="#8fd6a0"/></svg>',
)}`;

const styles = `
:root { color-scheme: light dark; --ink: light-dark(#1b2a21, #edf3ee); --quiet: light-dark(#55635a, #a8b8ad);
  --line: light-dark(#e2dac9, #344139); --leaf: light-dark(#1d6a41, #7fd49c); --paper: light-dark(#faf6ee, #121814);
  --surface: light-dark(#fff, #1b231e); --raised: light-dark(#eef5f0, #22392b); --failed: light-dark(#b0331c, #ff9a80);
  --edge: light-dark(#6b7280, #9ca3af); --kubernetes: light-dark(#2b62b8, #7fb0ff); --scale-to-zero: light-dark(#8a3fa0, #d59be8);
  --function: light-dark(#a85a00, #f3b04e); --vm: light-dark(#0f766e, #5eead4); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 "Avenir Next", "Segoe UI", "Noto Sans", system-ui, sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
main.narrow { max-width: 28rem; }
h1 { font: 700 1.75rem/1.2 "Iowan Old Style", Charter, "Noto Serif", Georgia, serif; margin: 1rem 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: .5rem 0; }
a { color: var(--leaf); }
.brand { display: flex; align-items: center; gap: .5rem; color: var(--leaf); font-weight: 700; }
.brand img { width: 2rem; height: 2rem; }
.quiet { color: var(--quiet); }
.failed { color: var(--failed); }
:focus-visible { outline: 3px solid var(--leaf); outline-offset: 2px; }
button { display: flex; align-items: baseline; gap: .75rem; width: 100%; margin: .5rem 0; padding: .75rem 1rem; font: inherit;
  color: inherit; text-align: left; cursor: pointer; background: var(--surface); border: 1px solid var(--line); border-radius: .75rem; }
button:hover { border-color: var(--leaf); background: var(--raised); }
button small { margin-left: auto; color: var(--quiet); }
table { width: 100%; border-collapse: collapse; background: var(--surface); font-size: .875rem; }
th, td { padding: .375rem .625rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: middle; }
tr:last-child td { border-bottom: 0; }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
td.name { min-width: 18rem; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
code { font: .85em ui-monospace, monospace; overflow-wrap: anywhere; }
td code { white-space: nowrap; }
svg { display: block; }
rect { fill: currentcolor; }
.scroll { overflow-x: auto; margin-top: 1rem; border: 1px solid var(--line); border-radius: .75rem; }
.chips { display: flex; flex-wrap: wrap; gap: .25rem .375rem; margin: .75rem 0; padding: 0; list-style: none; }
td .chips { flex-wrap: nowrap; margin: 0; }
.chip { display: inline-block; padding: 0 .5rem; border: 1px solid currentcolor; border-radius: 1rem; font-size: .8125rem; white-space: nowrap; }
.cold { padding: 0 .375rem; border-radius: .375rem; background: var(--kubernetes); color: var(--surface); font-size: .75rem; font-weight: 600; }
.edge { color: var(--edge); }
.kubernetes { color: var(--kubernetes); }
.scale-to-zero { color: var(--scale-to-zero); }
.function { color: var(--function); }
.vm { color: var(--vm); }
`;

/** The mark and a word beside it, at the top of a page. */
export function brand(words: Html): Html {
  return html`<p class="brand"><img src="${icon}" alt=""> ${words}</p>`;
}

/** The headers that pages by `page` go out under: their own style, no script, forms to `formTargets` alone, in nobody's frame. */
export function pageHeaders(...formTargets: string[]) {
  const hash = createHash('sha256').update(styles).digest('base64');
  const forms = ["'self'", ...formTargets].join(' ');
  return {
    'content-security-policy': `default-src 'none'; img-src data:; style-src 'sha256-${hash}'; form-action ${forms}; frame-ancestors 'none'; base-uri 'none'`,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'cross-origin-opener-policy': 'same-origin',
  };
}
