import type { ComponentChildren } from 'preact';
import { Refused, Unreachable } from '../api/http.ts';
import { SignedOut } from '../identity/kept-tokens.ts';
import type { Loaded } from '../state/loading.ts';
import { Notice } from './notice.tsx';
import { PageTitle } from './page-title.tsx';
import { SignInPrompt } from './sign-in-prompt.tsx';

interface Props<T> {
  readonly loaded: Loaded<T>;
  readonly reload: () => void;
  /** What is awaited, for the screen reader: `Loading your orders`. */
  readonly waiting: string;
  readonly children: (value: T) => ComponentChildren;
}

/** Shows what was loaded, or that it is awaited, or why it did not come. */
export function Loading<T>({ loaded, reload, waiting, children }: Props<T>) {
  switch (loaded.state) {
    case 'loading':
      return (
        <div class="waiting" role="status">
          <span class="waiting-dots" aria-hidden="true" />
          {waiting}…
        </div>
      );
    case 'failed':
      return <Failure error={loaded.error} retry={reload} />;
    case 'ready':
      return <>{children(loaded.value)}</>;
  }
}

interface FailureProps {
  readonly error: unknown;
  readonly retry: () => void;
}

function Failure({ error, retry }: FailureProps) {
  if (error instanceof SignedOut) return <SignInPrompt />;
  if (error instanceof Refused && error.problem.status === 404) return <Missing />;
  return (
    <Notice tone="warning" title={failureTitle(error)}>
      <button type="button" class="button button-quiet" onClick={retry}>
        Try again
      </button>
    </Notice>
  );
}

function Missing() {
  return (
    <>
      <PageTitle title="We could not find that" />
      <p>
        There is nothing here, or not any more. <a href="/">Back to the shop</a>
      </p>
    </>
  );
}

/** One sentence on a request that failed. */
export function failureTitle(error: unknown): string {
  if (error instanceof SignedOut) return 'Please sign in again.';
  if (error instanceof Unreachable) return 'We cannot be reached. Are you online?';
  if (!(error instanceof Refused)) return 'Something went wrong on our side.';
  const { status, detail } = error.problem;
  if (status === 403) return 'This account cannot shop here. Sign in as a customer.';
  return status === 429 || status >= 500 ? 'We are very busy. Please try again in a moment.' : detail;
}
