import { createVerifier, type Verifier } from '@grocer/chassis/identity';
import type { TrustedIssuer } from '@grocer/chassis/identity/trusted-issuers';
import { startTestIssuer, type TestIssuer } from '@grocer/test-support/tokens';

/** An issuer that signs as Okta and Entra ID do, and a verifier that trusts it by that profile alone. */
export async function startForeignIssuer(
  name: string,
  profile: Pick<TrustedIssuer, 'audience' | 'profile'>,
): Promise<{ issuer: TestIssuer; verifier: Verifier }> {
  const issuer = await startTestIssuer({ name, algorithm: 'RS256' });
  const [trusted] = issuer.trusted;
  if (!trusted) throw new Error('there is an issuer');
  return { issuer, verifier: createVerifier([{ ...trusted, ...profile }], { warn: () => undefined }) };
}
