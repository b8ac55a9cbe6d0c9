import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import type { WorkloadIdentity } from '../workload-identity.ts';

/** Credentials of an IAM role, as every AWS SDK has them. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Which Vault is meant; by default credentials come from the SDK's own chain: environment, container, instance. */
export interface AwsIamOptions {
  /** Vault's `iam_server_id_header_value`: signed, so that the request is good for no other Vault. */
  readonly serverId: string;
  readonly credentials?: () => Promise<AwsCredentials>;
  readonly clock?: () => Date;
}

/** The global endpoint, to which Vault sends the request on unless it is told of another. */
const STS_HOST = 'sts.amazonaws.com';
const STS_REGION = 'us-east-1';
const BODY = 'Action=GetCallerIdentity&Version=2011-06-15';

/** A signed sts:GetCallerIdentity request, which Vault sends on to learn whose signature it is, at its auth method `aws`. */
export function awsIamIdentity({
  serverId,
  credentials = defaultProvider(),
  clock = () => new Date(),
}: AwsIamOptions): WorkloadIdentity {
  const signer = new SignatureV4({
    service: 'sts',
    region: STS_REGION,
    credentials,
    sha256: Sha256,
    applyChecksum: false,
  });
  return {
    async login(role) {
      const request = {
        method: 'POST',
        protocol: 'https:',
        hostname: STS_HOST,
        path: '/',
        headers: {
          'Content-Length': String(BODY.length),
          'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
          Host: STS_HOST,
          'X-Vault-AWS-IAM-Server-ID': serverId,
        },
        body: BODY,
      };
      const { headers } = await signer.sign(request, { signingDate: clock() });
      return {
        path: 'auth/aws/login',
        body: {
          role,
          iam_http_request_method: 'POST',
          iam_request_url: base64(`https://${STS_HOST}/`),
          iam_request_body: base64(BODY),
          iam_request_headers: base64(JSON.stringify(headers)),
        },
      };
    },
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
