import type { IncomingMessage } from 'node:http';
import type Provider from 'oidc-provider';
import { errors } from 'oidc-provider';
import { pageHeaders } from '../page.ts';
import type { TokenBuckets } from '../token-bucket.ts';
import { errorPage, signInPage } from './pages.ts';
import { findDemoAccount } from './provider.ts';

type Context = Parameters<Parameters<Provider['use']>[0]>[0];

/** How often may be signed in: from one address, which a header cannot change, and as one account, from wherever. */
export interface SignInLimits {
  readonly client: TokenBuckets;
  readonly account: TokenBuckets;
}

const maxFormBytes = 1024;

/** Serves `/sign-in/{uid}`: GET offers the demo accounts, a form POST of `account=<subject>` signs that one in. */
export function serveSignIn(provider: Provider, storefrontOrigin: string, limits: SignInLimits): void {
  protectPages(provider, storefrontOrigin);
  closeToStrangers(provider, storefrontOrigin);
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/sign-in/')) return next();
    try {
      await (ctx.method === 'POST' ? signIn(provider, limits, ctx) : offerAccounts(provider, ctx));
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      refuse(ctx, 400, 'This sign-in has ended. Go back to the shop and start again.');
    }
  });
}

/**
 * Browsers hold `form-action` against where a form's answer redirects to, which is the shop. The provider adds the hash of its
 * one script, which submits a form between two people's sessions.
 */
function protectPages(provider: Provider, storefrontOrigin: string): void {
  const headers = pageHeaders(storefrontOrigin);
  const policy = `${headers['content-security-policy']}; script-src 'none'`;
  provider.use(async (ctx, next) => {
    ctx.set({ ...headers, 'content-security-policy': policy });
    await next();
  });
}

/** The provider opens its documents, and what names no client, to pages of every origin; here only the shop's have any business. */
function closeToStrangers(provider: Provider, storefrontOrigin: string): void {
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.get('origin') === storefrontOrigin) return;
    for (const name of Object.keys(ctx.response.headers)) if (name.startsWith('access-control-')) ctx.remove(name);
  });
}

async function offerAccounts(provider: Provider, ctx: Context): Promise<void> {
  const { prompt } = await provider.interactionDetails(ctx.req, ctx.res);
  if (prompt.name === 'login') {
    ctx.body = signInPage(ctx.path);
    return;
  }
  // A client that asks for consent gets it: the grant follows the person's groups either way.
  await goOn(provider, ctx, { consent: {} });
}

async function signIn(provider: Provider, limits: SignInLimits, ctx: Context): Promise<void> {
  const clientWait = limits.client.take(ctx.req.socket.remoteAddress ?? '');
  if (clientWait > 0) return refuseForNow(ctx, clientWait, 'from this address');
  // A name that nobody has is counted for its client alone: invented ones must not fill the accounts' buckets.
  const account = findDemoAccount(await readAccount(ctx.req));
  if (!account) return refuse(ctx, 400, 'There is no such account.');
  const accountWait = limits.account.take(account.subject);
  if (accountWait > 0) return refuseForNow(ctx, accountWait, 'as this account');
  await goOn(provider, ctx, { login: { accountId: account.subject } });
}

function refuseForNow(ctx: Context, waitSeconds: number, whose: string): void {
  ctx.set('Retry-After', String(waitSeconds));
  refuse(ctx, 429, `Too many sign-ins ${whose}. Wait a moment, then try again.`);
}

async function goOn(
  provider: Provider,
  ctx: Context,
  result: Parameters<Provider['interactionResult']>[2],
): Promise<void> {
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
  ctx.status = 303;
}

function refuse(ctx: Context, status: number, detail: string): void {
  ctx.status = status;
  ctx.body = errorPage(detail);
}

async function readAccount(request: IncomingMessage): Promise<string> {
  let form = '';
  for await (const chunk of request) {
    form += chunk;
    if (form.length > maxFormBytes) return '';
  }
  return new URLSearchParams(form).get('account') ?? '';
}
