-- Replicas page through what has changed in the order of the changes: by the index alone, however many products there are. To page by
-- SKU made them walk all products for the few that had changed.

create index products_in_order_of_change on catalogue.products (changed_in, sku);
drop index catalogue.products_by_change;
