/** What a browser is asked to keep to with everything that the edge sends; a page or a service may put its own in place. */
const always = {
  // Right for JSON and plain documents: they load nothing, send no form and stand in nobody's frame.
  'content-security-policy': "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

const twoYearsSeconds = 63_072_000;

/** The security headers of an answer. HSTS goes out over TLS alone: over plain HTTP it must not be sent (RFC 6797 §7.2). */
export function securityHeaders(protocol: string): Record<string, string> {
  if (protocol !== 'https') return always;
  return { ...always, 'strict-transport-security': `max-age=${twoYearsSeconds}; includeSubDomains` };
}

/** The policy of the shop's pages: scripts, styles and pictures of its own; beside its own API they talk to the issuer. */
export function pagesPolicy(issuer: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${issuer}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
