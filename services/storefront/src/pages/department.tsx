import type { Department } from '@grocer/contracts/catalogue';
import { PageTitle } from '../components/page-title.tsx';
import { ProductListing } from '../components/product-listing.tsx';
import { NotFoundPage } from './not-found.tsx';

interface Props {
  readonly id: string;
  readonly departments: readonly Department[];
}

const sorts = { name: 'Name', price: 'Lowest price' };

export function DepartmentPage({ id, departments }: Props) {
  const department = departments.find((one) => one.id === id);
  if (!department) return <NotFoundPage />;
  return (
    <>
      <div class="page-head">
        <PageTitle title={department.name} />
        <p class="quiet">{department.productCount} products</p>
      </div>
      <ProductListing of={{ department: id }} sorts={sorts}>
        <p>Nothing here is like that today. Try fewer filters.</p>
      </ProductListing>
    </>
  );
}
