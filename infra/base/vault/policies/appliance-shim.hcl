path "database/creds/appliance-shim" {
  capabilities = ["read"]
}
