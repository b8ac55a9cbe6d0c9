-- Of a product only what a replacement changes: its SKU stays.

revoke update on catalogue.products from catalogue;
grant update (
  version, name, brand, department, size, description, image_url, dietary, allergens, cost_minor, shelf_life_days, vat_class,
  written_by, written_at
) on catalogue.products to catalogue;
