import { expect, test } from 'vitest';
import { signPost } from './edge-grid.ts';

test('signs as Akamai\'s own clients do (test case "POST inside limit" of its EdgeGrid libraries)', () => {
  const credentials = {
    clientToken: 'akab-client-token-xxx-xxxxxxxxxxxxxxxx',
    clientSecret: `${'x'.repeat(43)}=`,
    accessToken: 'akab-access-token-xxx-xxxxxxxxxxxxxxxx',
  };
  const url = new URL('https://akaa-baseurl-xxxxxxxxxxx-xxxxxxxxxxxxx.luna.akamaiapis.net/testapi/v1/t3');
  const once = { at: new Date('2014-03-21T19:34:21Z'), nonce: 'nonce-xx-xxxx-xxxx-xxxx-xxxxxxxxxxxx' };
  expect(signPost(url, 'datadatadatadatadatadatadatadata', credentials, once)).toBe(
    'EG1-HMAC-SHA256 client_token=akab-client-token-xxx-xxxxxxxxxxxxxxxx;access_token=akab-access-token-xxx-xxxxxxxxxxxxxxxx;timestamp=20140321T19:34:21+0000;nonce=nonce-xx-xxxx-xxxx-xxxx-xxxxxxxxxxxx;signature=hXm4iCxtpN22m4cbZb4lVLW5rhX8Ca82vCFqXzSTPe4=',
  );
});
