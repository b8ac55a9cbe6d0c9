-- A night changes most prices. A page that is half empty takes a new version of each of its rows, so that no index has to follow.

alter table pricing.prices set (fillfactor = 50);
