-- No right that no statement uses, and of a row only the columns that change: the history is read through its view.

revoke select on pricing.price_changes from pricing;

revoke update on pricing.runs, pricing.shards, pricing.prices from pricing;
grant update (status, closed_at, shards_done) on pricing.runs to pricing;
grant update (sent_at, completed_at) on pricing.shards to pricing;
grant update (amount_minor, was_minor, reference_minor, effective_from, rule) on pricing.prices to pricing;
