import { countItems, sayItems } from '../domain/basket.ts';
import { navigate, place } from '../navigation.ts';
import { useShop } from '../state/shop.ts';
import { Icon } from './icon.tsx';
import { SignInButton } from './sign-in-prompt.tsx';

export function Header() {
  return (
    <header class="header">
      <div class="header-row">
        <a class="brand" href="/" aria-label="Grocer, home">
          <Icon name="brand" />
          Grocer
        </a>
        <SearchForm />
        <nav class="header-links" aria-label="You">
          <AccountLinks />
          <BasketLink />
        </nav>
      </div>
    </header>
  );
}

function SearchForm() {
  const { path, query } = place.value;
  const search = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get('q')).trim();
    if (text !== '') navigate(`/search?${new URLSearchParams({ q: text })}`);
  };
  return (
    <search class="search">
      <form action="/search" onSubmit={search}>
        <label class="hidden" for="search">
          Search the shop
        </label>
        <input
          id="search"
          name="q"
          type="search"
          placeholder="Search the shop"
          maxLength={200}
          autoComplete="off"
          enterKeyHint="search"
          value={path === '/search' ? (query.get('q') ?? '') : ''}
        />
        <button type="submit" aria-label="Search">
          <Icon name="search" />
        </button>
      </form>
    </search>
  );
}

function AccountLinks() {
  const { session } = useShop();
  const account = session.account.value;
  if (!account) return <SignInButton class="header-link" />;
  return (
    <>
      <a class="header-link" href="/orders">
        <span class="header-name">{account.name}</span>
        My orders
      </a>
      <button type="button" class="header-link" onClick={() => void session.signOut()}>
        Sign out
      </button>
    </>
  );
}

function BasketLink() {
  const { basket } = useShop();
  const count = countItems(basket.lines.value);
  return (
    <a class="header-link basket-link" href="/basket">
      <Icon name="basket" />
      <span class="basket-word">Basket</span>
      <span class="count" aria-hidden="true">
        {count}
      </span>
      <span class="hidden">{sayItems(count)}</span>
    </a>
  );
}
