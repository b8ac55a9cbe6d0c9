/** What the pages need of an issuer's metadata (OpenID Connect Discovery 1.0, 3). */
export interface IssuerMetadata {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly end_session_endpoint?: string;
}

/** Reads the metadata and holds the issuer to its own name. */
export async function discoverIssuer(issuer: string): Promise<IssuerMetadata> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  if (!response.ok) throw new Error(`The issuer's metadata cannot be read: ${response.status}.`);
  const metadata: IssuerMetadata = await response.json();
  if (metadata.issuer !== issuer) throw new Error(`The metadata is that of ${metadata.issuer}, not of ${issuer}.`);
  return metadata;
}
