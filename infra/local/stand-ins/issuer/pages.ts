import { type DemoAccount, demoAccounts } from '@grocer/contracts/identity';
import { type Html, html, trusted } from '../html.ts';
import { brand, page } from '../page.ts';

/** The demo accounts, each a button of one plain form: no password, no script. */
export function signInPage(action: string): string {
  const isCustomer = ({ groups }: DemoAccount) => groups.includes('customers');
  return narrow(
    'Sign in',
    html`<p class="quiet">A demonstration shop: choose who to be. There is no password.</p>
<form method="post" action="${action}">
<h2>Customers</h2>
${demoAccounts.filter(isCustomer).map(accountButton)}
<h2>Staff</h2>
${demoAccounts.filter((account) => !isCustomer(account)).map(accountButton)}
</form>`,
  );
}

/** Asks before ending the session; `form` is the provider's own, made safe by it. */
export function signOutPage(form: string): string {
  return narrow(
    'Sign out',
    html`${trusted(form)}
<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>
<button type="submit" form="op.logoutForm">Stay signed in</button>`,
  );
}

export function signedOutPage(): string {
  return narrow('Signed out', html`<p>You are signed out.</p>`);
}

export function errorPage(detail: string): string {
  return narrow('That did not work', html`<p role="alert">${detail}</p>`);
}

function narrow(title: string, content: Html): string {
  return page(title, html`<main class="narrow">${brand(html`Grocer`)}<h1>${title}</h1>${content}</main>`);
}

function accountButton({ subject, name }: DemoAccount): Html {
  return html`<button type="submit" name="account" value="${subject}">${name} <small>${subject}</small></button>
`;
}
