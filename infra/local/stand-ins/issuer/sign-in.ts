import type { IncomingMessage } from 'node:http';
import type Provider from 'oidc-provider';
import { errors } from 'oidc-provider';
import { contentSecurityPolicy } from '../page.ts';
import type { TokenBuckets } from '../token-bucket.ts';
import { errorPage, signInPage } from './pages.ts';
import { findDemoAccount } from './provider.ts';

type Context = Parameters<Parameters<Provider['use']>[0]>[0];

const maxFormBytes = 1024;

/** Serves `/sign-in/{uid}`: GET offers the demo accounts, a form POST of `account=<subject>` signs that one in. */
export function serveSignIn(provider: Provider, storefrontOrigin: string, limit: TokenBuckets): void {
  protectPages(provider, storefrontOrigin);
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/sign-in/')) return next();
    try {
      await (ctx.method === 'POST' ? signIn(provider, limit, ctx) : offerAccounts(provider, ctx));
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
  const policy = `${contentSecurityPolicy(storefrontOrigin)}; script-src 'none'`;
  provider.use(async (ctx, next) => {
    ctx.set({ 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff' });
    await next();
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

async function signIn(provider: Provider, limit: TokenBuckets, ctx: Context): Promise<void> {
  const waitSeconds = limit.take(ctx.req.socket.remoteAddress ?? '');
  if (waitSeconds > 0) {
    ctx.set('Retry-After', String(waitSeconds));
    return refuse(ctx, 429, 'Too many sign-ins from this address. Wait a moment, then try again.');
  }
  const account = findDemoAccount(await readAccount(ctx.req));
  if (!account) return refuse(ctx, 400, 'There is no such account.');
  await goOn(provider, ctx, { login: { accountId: account.subject } });
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
