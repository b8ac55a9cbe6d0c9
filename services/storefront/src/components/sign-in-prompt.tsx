import { useState } from 'preact/hooks';
import { place } from '../navigation.ts';
import { useShop } from '../state/shop.ts';
import { Notice } from './notice.tsx';
import { PageTitle } from './page-title.tsx';

interface Props {
  readonly title?: string;
  readonly text?: string;
}

/** What a page shows that needs a customer, when nobody is signed in. */
export function SignInPrompt({ title = 'Please sign in', text = 'Your orders are yours alone.' }: Props) {
  return (
    <section class="prompt">
      <PageTitle title={title} />
      <p>{text}</p>
      <SignInButton class="button" />
    </section>
  );
}

/** Leaves for the issuer's sign-in page, and comes back to this one. */
export function SignInButton({ class: className }: { class: string }) {
  const { session } = useShop();
  const [failed, setFailed] = useState(false);
  const signIn = () => {
    const { path, query } = place.value;
    const returnTo = path === '/signed-in' ? '/' : query.size > 0 ? `${path}?${query}` : path;
    session.signIn(returnTo).catch(() => setFailed(true));
  };
  return (
    <>
      <button type="button" class={className} onClick={signIn}>
        Sign in
      </button>
      {failed && <Notice tone="warning" title="Signing in is not possible just now. Please try again in a moment." />}
    </>
  );
}
