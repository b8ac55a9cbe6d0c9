path "database/creds/auditor" {
  capabilities = ["read"]
}
