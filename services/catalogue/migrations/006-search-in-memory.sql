-- Replicas search in memory now: what only searches by SQL needed goes, and every write with it is cheaper.

drop index catalogue.products_by_name;
drop index catalogue.products_of_a_department;
alter table catalogue.products drop column words, drop column lexemes;
drop function catalogue.plain(text);
