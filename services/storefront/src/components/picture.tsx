import type { Product } from '@grocer/contracts/catalogue';
import { DepartmentIcon } from './department-icon.tsx';

interface Props {
  readonly product: Pick<Product, 'imageUrl' | 'department'>;
  /** A picture at the top of a page is fetched at once. */
  readonly eager?: boolean;
}

/** A product's picture: it adds nothing to the name beside it, so a screen reader passes over it. */
export function Picture({ product: { imageUrl, department }, eager = false }: Props) {
  return (
    <span class="picture">
      {imageUrl ? (
        <img src={imageUrl} alt="" width="320" height="320" loading={eager ? 'eager' : 'lazy'} decoding="async" />
      ) : (
        <DepartmentIcon id={department} />
      )}
    </span>
  );
}
