path "database/creds/checkout" {
  capabilities = ["read"]
}

path "secret/data/payment-gateway" {
  capabilities = ["read"]
}
