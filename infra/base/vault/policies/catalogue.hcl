path "database/creds/catalogue" {
  capabilities = ["read"]
}

path "secret/data/edge-purge" {
  capabilities = ["read"]
}
