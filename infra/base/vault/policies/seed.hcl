path "database/creds/seed" {
  capabilities = ["read"]
}
