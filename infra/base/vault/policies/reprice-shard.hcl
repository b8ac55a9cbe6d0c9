path "database/creds/reprice-shard" {
  capabilities = ["read"]
}
