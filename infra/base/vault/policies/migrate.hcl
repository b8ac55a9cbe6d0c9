path "database/creds/migrate" {
  capabilities = ["read"]
}
