import { PageTitle } from '../components/page-title.tsx';
import { ProductListing } from '../components/product-listing.tsx';
import { place } from '../navigation.ts';

const sorts = { relevance: 'Best match', name: 'Name', price: 'Lowest price' };

export function SearchPage() {
  const text = place.value.query.get('q')?.trim() ?? '';
  if (text === '') {
    return (
      <>
        <PageTitle title="Search" />
        <p>What are you looking for? Type it above.</p>
      </>
    );
  }
  return (
    <>
      <div class="page-head">
        <PageTitle title={`Search: ${text}`}>Results for “{text}”</PageTitle>
      </div>
      <ProductListing of={{ q: text }} sorts={sorts}>
        <p>
          We found nothing for “{text}”. Try another word, or <a href="/">look through the departments</a>.
        </p>
      </ProductListing>
    </>
  );
}
