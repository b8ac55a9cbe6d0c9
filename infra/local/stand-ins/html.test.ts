import { expect, test } from 'vitest';
import { html } from './html.ts';

test('escapes what is put in, in text and in attributes', () => {
  const hostile = `<b onclick='x'>&"`;
  expect(html`<p title="${hostile}">${hostile}</p>`.markup).toBe(
    '<p title="&lt;b onclick=&#39;x&#39;&gt;&amp;&quot;">&lt;b onclick=&#39;x&#39;&gt;&amp;&quot;</p>',
  );
});

test('nests markup and lists of it without escaping it twice', () => {
  const items = ['a', '&'].map((item) => html`<li>${item}</li>`);
  expect(html`<ul>${items}</ul>${html`<hr>`}${7}`.markup).toBe('<ul><li>a</li><li>&amp;</li></ul><hr>7');
});
