-- What was seeded before imports marked what they write is an import's, unless a person has edited it since.

update catalogue.products
   set imported_version = version
 where imported_version is null and version = 1 and written_by = 'seed';
