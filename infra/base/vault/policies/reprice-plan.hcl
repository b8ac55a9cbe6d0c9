path "database/creds/reprice-plan" {
  capabilities = ["read"]
}
