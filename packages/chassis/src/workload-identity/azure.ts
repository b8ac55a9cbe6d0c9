import type { WorkloadIdentity } from '../workload-identity.ts';
import { askMetadata } from './metadata.ts';

/** For which application ID URI; what the platform left in the environment; where the instance metadata service is. */
export interface AzureOptions {
  readonly resource: string;
  /** `IDENTITY_ENDPOINT` and `IDENTITY_HEADER` (Container Apps, Functions); `AZURE_CLIENT_ID` chooses a user-assigned identity. */
  readonly platform: Readonly<Record<string, string | undefined>>;
  readonly metadataUrl?: string;
}

/** Link-local, the same on every virtual machine. */
const METADATA_URL = 'http://169.254.169.254';

/**
 * A token of the managed identity at Vault's auth method `jwt`: from the endpoint that App Service, Functions and Container Apps
 * put beside the process, or else from the virtual machine's instance metadata service.
 */
export function azureIdentity({ resource, platform, metadataUrl = METADATA_URL }: AzureOptions): WorkloadIdentity {
  const { IDENTITY_ENDPOINT: endpoint, IDENTITY_HEADER: header, AZURE_CLIENT_ID: clientId } = platform;
  const query = { resource, ...(clientId ? { client_id: clientId } : {}) };
  const readToken = async () => {
    const response =
      endpoint && header
        ? await askMetadata(withQuery(endpoint, { 'api-version': '2019-08-01', ...query }), {
            'X-IDENTITY-HEADER': header,
          })
        : await askMetadata(
            withQuery(`${metadataUrl}/metadata/identity/oauth2/token`, { 'api-version': '2018-02-01', ...query }),
            { Metadata: 'true' },
          );
    return tokenOf(await response.json());
  };
  return { login: async (role) => ({ path: 'auth/jwt/login', body: { role, jwt: await readToken() } }) };
}

function withQuery(url: string, query: Readonly<Record<string, string>>): string {
  const whole = new URL(url);
  for (const [name, value] of Object.entries(query)) whole.searchParams.set(name, value);
  return whole.href;
}

function tokenOf(answer: unknown): string {
  if (typeof answer === 'object' && answer !== null && 'access_token' in answer) {
    if (typeof answer.access_token === 'string' && answer.access_token !== '') return answer.access_token;
  }
  throw new Error('the managed identity endpoint answered without an access_token');
}
