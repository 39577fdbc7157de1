// The calls that the page for people shows in TypeScript. What is between the markers is cut out by `cargo xtask generate`;
// the compiler judges it, and `snippets.test.js` runs it.

// docs: (client)
import Stripe from 'stripe';

// Without `address`, which has `host`, `port` and `protocol`, requests go to Stripe itself.
export function connect(address: Stripe.StripeConfig = {}): Stripe {
  return new Stripe('sk_test_123', address);
}
// docs: end

export const calls = {
  async PostTransfersIdReversals(stripe: Stripe) {
    // docs: PostTransfersIdReversals
    const reversal = await stripe.transfers.createReversal(
      'tr_1Mio2dLkdIwHu7ixsUuCxJpu',
      { amount: 400 },
    );
    // docs: end
    return reversal;
  },
  async GetTransfersIdReversals(stripe: Stripe) {
    // docs: GetTransfersIdReversals
    const reversals = await stripe.transfers.listReversals(
      'tr_1Mio2dLkdIwHu7ixsUuCxJpu',
      { limit: 3 },
    );
    // docs: end
    return reversals;
  },
  async GetTransfersTransferReversalsId(stripe: Stripe) {
    // docs: GetTransfersTransferReversalsId
    const reversal = await stripe.transfers.retrieveReversal(
      'tr_1Mio2dLkdIwHu7ixsUuCxJpu',
      'trr_1Mio2eLkdIwHu7ixN5LPJS4a',
    );
    // docs: end
    return reversal;
  },
  async PostTransfersTransferReversalsId(stripe: Stripe) {
    // docs: PostTransfersTransferReversalsId
    const reversal = await stripe.transfers.updateReversal(
      'tr_1Mio2dLkdIwHu7ixsUuCxJpu',
      'trr_1Mio2eLkdIwHu7ixN5LPJS4a',
      { metadata: { order_id: '6735' } },
    );
    // docs: end
    return reversal;
  },
  async PostTreasuryCreditReversals(stripe: Stripe) {
    // docs: PostTreasuryCreditReversals
    const creditReversal = await stripe.treasury.creditReversals.create({
      received_credit: 'rc_1MtkGJLkdIwHu7ixWPuY9DGn',
    });
    // docs: end
    return creditReversal;
  },
  async GetTreasuryCreditReversals(stripe: Stripe) {
    // docs: GetTreasuryCreditReversals
    const creditReversals = await stripe.treasury.creditReversals.list({
      financial_account: 'fa_1MtkGJLkdIwHu7ix6FAcfxof',
      limit: 3,
    });
    // docs: end
    return creditReversals;
  },
  async GetTreasuryCreditReversalsCreditReversal(stripe: Stripe) {
    // docs: GetTreasuryCreditReversalsCreditReversal
    const creditReversal = await stripe.treasury.creditReversals.retrieve(
      'credrev_1Mtklw2eZvKYlo2CJG2MWJM7',
    );
    // docs: end
    return creditReversal;
  },
  async PostAppsSecrets(stripe: Stripe) {
    // docs: PostAppsSecrets
    const secret = await stripe.apps.secrets.create({
      name: 'my-api-key',
      payload: 'secret_key_xxxxxx',
      scope: { type: 'account' },
    });
    // docs: end
    return secret;
  },
  async GetAppsSecrets(stripe: Stripe) {
    // docs: GetAppsSecrets
    const secrets = await stripe.apps.secrets.list({
      scope: { type: 'account' },
    });
    // docs: end
    return secrets;
  },
  async GetAppsSecretsFind(stripe: Stripe) {
    // docs: GetAppsSecretsFind
    const secret = await stripe.apps.secrets.find({
      name: 'my-api-key',
      scope: { type: 'account' },
    });
    // docs: end
    return secret;
  },
  async PostAppsSecretsDelete(stripe: Stripe) {
    // docs: PostAppsSecretsDelete
    const secret = await stripe.apps.secrets.deleteWhere({
      name: 'my-api-key',
      scope: { type: 'account' },
    });
    // docs: end
    return secret;
  },
};
