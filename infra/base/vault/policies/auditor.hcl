path "database/creds/auditor" {
  capabilities = ["read"]
}

path "secret/data/payment-ledger" {
  capabilities = ["read"]
}
