path "database/creds/recover" {
  capabilities = ["read"]
}

path "secret/data/payment-gateway" {
  capabilities = ["read"]
}
