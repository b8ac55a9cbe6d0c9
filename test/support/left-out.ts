/** Says at the end of `npm test` what it has left out. */
export function teardown(): void {
  console.log('Left out: the suite in containers. With Docker: npm run build:images, then npm run test:integration.');
}
