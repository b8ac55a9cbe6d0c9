/** Revokes every database login of a Vault role, as an operator does: each is dropped, its sessions ended. Tells how many. */
export async function revokeLogins({ vault, token, role }: { vault: string; token: string; role: string }) {
  const headers = { 'x-vault-token': token };
  const path = `database/creds/${role}`;
  const listed = await fetch(`${vault}/v1/sys/leases/lookup/${path}?list=true`, { headers });
  if (listed.status === 404) return 0;
  const { data }: { data: { keys: string[] } } = await listed.json();
  const revoked = data.keys.map(async (key) => {
    const body = JSON.stringify({ lease_id: `${path}/${key}`, sync: true });
    const { status } = await fetch(`${vault}/v1/sys/leases/revoke`, { method: 'PUT', headers, body });
    if (status !== 204) throw new Error(`Vault answers ${status} to a revocation`);
  });
  await Promise.all(revoked);
  return revoked.length;
}
