import { useEffect, useState } from 'preact/hooks';
import { PageTitle } from '../components/page-title.tsx';
import { SignInButton } from '../components/sign-in-prompt.tsx';
import { SignInFailed } from '../identity/authorization.ts';
import { navigate, place } from '../navigation.ts';
import { announce } from '../state/announcement.ts';
import { useShop } from '../state/shop.ts';

/** Where the issuer sends the browser back to. */
export function SignedInPage() {
  const { session } = useShop();
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    session.completeSignIn(place.peek().query).then(
      (returnTo) => {
        navigate(returnTo, { replace: true });
        announce('You are signed in.');
      },
      (error: unknown) => {
        // A code is good for one use: it must not be tried again by a reload.
        history.replaceState(null, '', '/signed-in');
        setFailure(error instanceof SignInFailed ? error.message : 'The sign-in could not be completed.');
      },
    );
  }, [session]);
  if (!failure) return <p class="waiting">Signing you in…</p>;
  return (
    <section class="prompt">
      <PageTitle title="You are not signed in" />
      <p role="alert">{failure}</p>
      <SignInButton class="button" />
    </section>
  );
}
