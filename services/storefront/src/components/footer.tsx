export function Footer() {
  return (
    <footer class="footer">
      <p>
        <strong>Grocer</strong> is a reference estate: the shop, its warehouse and its cards are made up. No real money
        moves, and no van comes.
      </p>
      <ul>
        <li>
          <a href="/catalogue/docs">Catalogue API</a>
        </li>
        <li>
          <a href="/checkout/docs">Checkout API</a>
        </li>
      </ul>
    </footer>
  );
}
