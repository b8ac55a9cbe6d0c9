import type { WorkloadIdentity } from '../workload-identity.ts';
import { askMetadata } from './metadata.ts';

/** For which audience, and where the metadata server is. */
export interface GcpOptions {
  readonly audience: string;
  readonly metadataUrl?: string;
}

/** Name and address are the same on every machine, Cloud Run service and GKE node. */
const METADATA_URL = 'http://metadata.google.internal';

/** An identity token of the instance's service account, from the metadata server, at Vault's auth method `jwt`. */
export function gcpIdentity({ audience, metadataUrl = METADATA_URL }: GcpOptions): WorkloadIdentity {
  const query = new URLSearchParams({ audience, format: 'full' });
  const url = `${metadataUrl}/computeMetadata/v1/instance/service-accounts/default/identity?${query}`;
  const readToken = async () => {
    const response = await askMetadata(url, { 'Metadata-Flavor': 'Google' });
    // Whoever else answers under that name would not know to say this.
    if (response.headers.get('metadata-flavor') !== 'Google') throw new Error(`${metadataUrl} is no metadata server`);
    return (await response.text()).trim();
  };
  return { login: async (role) => ({ path: 'auth/jwt/login', body: { role, jwt: await readToken() } }) };
}
