/** What a group may do with a table or view: S select, I insert, U update of the columns named, D delete; nothing else. */
export interface Rights {
  readonly may: string;
  readonly columns?: string;
}

type Relations = Readonly<Record<string, Rights>>;

/**
 * The whole matrix, reviewed by hand against the statements in store files: a relation that a group is not named for, it may
 * not touch. Deployables of one group have the same rights (contracts §1).
 */
export const expectedRights: Readonly<Record<string, Relations>> = {
  catalogue: {
    'catalogue.products': {
      may: 'SIU',
      columns:
        'version name brand department size description image_url dietary allergens cost_minor shelf_life_days vat_class cost_assumed imported_version written_by written_at',
    },
    'pricing.current_prices': { may: 'S' },
    'pricing.price_history': { may: 'S' },
    'checkout.availability': { may: 'S' },
  },
  pricing: {
    'pricing.runs': { may: 'SIU', columns: 'status closed_at shards_done resumed_at' },
    'pricing.shards': { may: 'SIU', columns: 'sent_at completed_at failures failure invocation was_cold' },
    'pricing.promotions': { may: 'S' },
    'pricing.competitor_index': { may: 'SID' },
    'pricing.recent_demand': { may: 'SID' },
    'pricing.expected_demand': { may: 'SI' },
    'pricing.shard_results': { may: 'SI' },
    'pricing.prices': { may: 'SIU', columns: 'amount_minor was_minor reference_minor effective_from rule changed_in' },
    'pricing.price_changes': { may: 'I' },
    'catalogue.pricing_inputs': { may: 'S' },
    'checkout.demand_28d': { may: 'S' },
    'checkout.stock_cover': { may: 'S' },
  },
  checkout: {
    'checkout.delivery_windows': { may: 'S' },
    'checkout.slots': { may: 'SIU', columns: 'booked' },
    'checkout.stock': { may: 'SIU', columns: 'on_hand reserved' },
    'checkout.stock_entries': { may: 'I' },
    'checkout.orders': {
      may: 'SIU',
      columns:
        'status status_at picking_started_at delivery_fee_minor total_minor payment_status payment_intent decline_code authorised_minor captured_minor capture_before settle_after settle_attempts',
    },
    'checkout.order_lines': { may: 'SIU', columns: 'picked' },
    // Written by the trigger on orders alone.
    'checkout.order_history': { may: 'S' },
    'checkout.idempotency_keys': {
      may: 'SIUD',
      columns: 'body_hash order_id claimed_until expires_at answer_status answer_body',
    },
    'checkout.outbox': { may: 'SIU', columns: 'send_after sent_at' },
    'checkout.applied_events': { may: 'SIUD', columns: 'outcome detail' },
  },
  warehouse: {
    'warehouse.line': { may: 'SU', columns: 'term sent received answer' },
    'warehouse.orders': { may: 'SIU', columns: 'cancelled_at picking_started_at dispatched_at' },
    'warehouse.order_lines': { may: 'SIU', columns: 'picked reason' },
    'warehouse.outgoing_telegrams': { may: 'SIU', columns: 'sequence settled_at error withdrawn_at' },
    'warehouse.incoming_telegrams': { may: 'I' },
    'warehouse.outbox': { may: 'SIU', columns: 'sent_at' },
  },
  // Only by `set role` to a schema's owner; of itself it keeps the record of what has been applied.
  migrator: {
    'migrations.applied': { may: 'SIUD', columns: 'name checksum applied_at' },
  },
};

/** The auditor reads every table and view of these schemas, and changes none. */
export const auditedSchemas = ['catalogue', 'pricing', 'checkout', 'warehouse'];
