path "database/creds/fulfil" {
  capabilities = ["read"]
}

path "secret/data/payment-gateway" {
  capabilities = ["read"]
}
