path "database/creds/auditor" {
  capabilities = ["read"]
}

path "secret/data/payment-gateway" {
  capabilities = ["read"]
}
