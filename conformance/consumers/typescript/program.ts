// Uses every type that is generated of the schemas, rightly and wrongly; what is here is mostly for the compiler.
// `payloads.ts` is made of the documented payloads, each a constant of its type.
import { deepStrictEqual } from "node:assert";
import { readFileSync } from "node:fs";
import type { components, operations } from "./openapi.js";
import { constants as typed } from "./payloads.js";
import type * as types from "./types.js";

// What requests take.

const few: types.GetTransfersIdReversalsQuery = { limit: 3, expand: ["data.transfer"] };
const ofTransfer: types.GetTransfersIdReversalsPath & types.PostTransfersIdReversalsPath = { id: "tr_1" };
const page: types.GetTransfersIdReversalsRequest = { path: ofTransfer, query: few };
const expanded: types.GetTransfersTransferReversalsIdQuery & types.GetTreasuryCreditReversalsCreditReversalQuery = { expand: [] };
const ofReversal: types.GetTransfersTransferReversalsIdPath & types.PostTransfersTransferReversalsIdPath =
  { transfer: "tr_1", id: "trr_1" };
const one: types.GetTransfersTransferReversalsIdRequest = { path: ofReversal, query: expanded };
const part: types.PostTransfersIdReversalsBody = { amount: 400, metadata: { a: "b" } };
const create: types.PostTransfersIdReversalsRequest = { path: ofTransfer, body: part };
const none: types.PostTransfersTransferReversalsIdBody = { metadata: "" };
const clear: types.PostTransfersTransferReversalsIdRequest = { path: ofReversal, body: none };
const received: types.PostTreasuryCreditReversalsBody = { received_credit: "rc_1" };
const credit: types.PostTreasuryCreditReversalsRequest = { body: received };
const done: types.GetTreasuryCreditReversalsQuery = { financial_account: "fa_1", status: "posted" };
const credits: types.GetTreasuryCreditReversalsRequest = { query: done };
const ofCredit: types.GetTreasuryCreditReversalsCreditReversalPath = { credit_reversal: "credrev_1" };
const oneCredit: types.GetTreasuryCreditReversalsCreditReversalRequest = { path: ofCredit, query: expanded };
const ofAccount: types.ScopeParam & types.ScopeParam1 & types.ScopeParam2 = { type: "account" };
const secret: types.GetAppsSecretsFindQuery = { name: "key", scope: ofAccount };
const secrets: types.GetAppsSecretsQuery = { scope: ofAccount, limit: 3 };
const kept: types.PostAppsSecretsBody = { name: "key", payload: "text", scope: ofAccount };
const gone: types.PostAppsSecretsDeleteBody = { name: "key", scope: ofAccount };

// @ts-expect-error a parameter of the path is required
const withoutPath: types.GetTransfersIdReversalsRequest = { query: {} };
// @ts-expect-error a parameter that there is not
const unknownParameter: types.PostTreasuryCreditReversalsRequest = { body: { received_credit: "rc_1", amount: 1 } };
// @ts-expect-error a number, not its digits
const digits: types.PostTransfersIdReversalsRequest = { ...create, body: { amount: "400" } };
// @ts-expect-error an input's enum is closed
const state: types.GetTreasuryCreditReversalsRequest = { query: { financial_account: "fa_1", status: "returned" } };
// @ts-expect-error of all texts, only the empty one stands for a map
const text: types.PostTransfersTransferReversalsIdRequest = { ...clear, body: { metadata: "all" } };

// What answers hold.

const anything: types.ExpandedObject = { id: "acct_1", object: "account", nested: { of: ["any", 1] } };
const named: [types.ExpandedObject1, types.ExpandedObject2] = [anything, anything];
const fee: types.Fee = { amount: 25, currency: "usd", type: "application_fee", application: null };
const entry = {
  id: "txn_1", object: "balance_transaction", amount: 400, available_on: 1, created: 1, currency: "usd", fee: 25,
  fee_details: [fee], net: 375, reporting_category: "transfer_reversal", status: "available", type: "transfer_refund",
  source: "trr_1",
} satisfies types.BalanceTransactionUnexpanded;
const wholeEntry = { ...entry, source: anything } satisfies types.BalanceTransactionExpanded;
const entries: types.BalanceTransaction[] = [entry, wholeEntry, { ...entry, type: "one that is added later" }];
const refund = {
  id: "pyr_1", object: "refund", amount: 400, created: 1, currency: "usd", charge: null, reason: "duplicate",
} satisfies types.RefundUnexpanded;
const wholeRefund: types.RefundExpanded = { ...refund, charge: anything, failure_balance_transaction: named[0] };
const refunds: types.Refund[] = [refund, wholeRefund];
const reversal = {
  id: "trr_1", object: "transfer_reversal", amount: 400, created: 1, currency: "usd", transfer: "tr_1", metadata: null,
} satisfies types.TransferReversalUnexpanded;
const transfer = {
  id: "tr_1", object: "transfer", amount: 400, amount_reversed: 400, created: 1, currency: "usd", livemode: false,
  metadata: {}, reversed: true, reversals: { object: "list", data: [reversal], has_more: false, url: "/v1" },
} satisfies types.TransferUnexpanded;
const wholeTransfer = { ...transfer, destination: anything, destination_payment: named[1] } satisfies types.TransferExpanded;
const transfers: types.Transfer[] = [transfer, wholeTransfer];
const inside: types.Transfer1 = wholeTransfer;
const wholeReversal: types.TransferReversalExpanded = { ...reversal, transfer: inside, balance_transaction: wholeEntry };
const reversals: types.TransferReversal[] = [reversal, wholeReversal, { ...reversal, source_refund: refund }];
const list: types.GetTransfersIdReversalsResponse = { object: "list", url: "/v1", has_more: false, data: reversals };

const impact: types.TreasuryTransactionsResourceBalanceImpact = { cash: -1, inbound_pending: 0, outbound_pending: 0 };
const ended: types.TreasuryTransactionsResourceAbstractTransactionResourceStatusTransitions = { posted_at: 1, void_at: null };
const ledger: types.TreasuryTransaction = {
  id: "trxn_1", object: "treasury.transaction", amount: -1, balance_impact: impact, created: 1, currency: "usd",
  description: "", financial_account: "fa_1", flow_type: "credit_reversal", livemode: false, status: "open",
  status_transitions: ended,
};
const posted: types.TreasuryReceivedCreditsResourceStatusTransitions = { posted_at: null };
const back = {
  id: "credrev_1", object: "treasury.credit_reversal", amount: 1, created: 1, currency: "usd", financial_account: "fa_1",
  livemode: false, metadata: {}, network: "ach", received_credit: "rc_1", status: "posted", status_transitions: posted,
} satisfies types.TreasuryCreditReversalUnexpanded;
const wholeBack: types.TreasuryCreditReversalExpanded = { ...back, transaction: ledger };
const backs: types.TreasuryCreditReversal[] = [back, wholeBack, { ...back, status: "one that is added later" }];
const backList: types.GetTreasuryCreditReversalsResponse = { object: "list", url: "/v1", has_more: true, data: backs };

const reason: types.ApiErrors = { type: "invalid_request_error", message: "No.", param: "amount" };
const failure: types.Error = { error: reason };
// The whole bundle says nothing of any value.
const bundle: types.TransferReversalsTreasuryCreditReversalsAndSecrets = { list, failure };

// @ts-expect-error a member that is required
const withoutTransfer: types.TransferReversal = { id: "trr_1", object: "transfer_reversal", amount: 1, created: 1, currency: "usd" };
// @ts-expect-error null where it is not allowed
const noTransfer: types.TransferReversal = { ...reversal, transfer: null };
// @ts-expect-error another object
const otherObject: types.TransferReversal = { ...reversal, object: "transfer" };
// @ts-expect-error an id where the object was asked for
const idOnly: types.TransferReversalExpanded = { ...reversal, transfer: "tr_1" };
// @ts-expect-error the object where none was asked for
const whole: types.TransferReversalUnexpanded = { ...reversal, transfer };
// @ts-expect-error the object of another resource
const otherResource: types.TreasuryCreditReversal = { ...back, transaction: transfer };

// Two generators of two documents agree, on every component and every operation. Requests have the same type; an answer of
// the OpenAPI document, where an enum is closed as the service prints it, is one of the schemas, where it is open.

type Schemas = {
  api_errors: types.ApiErrors;
  "apps.secret": types.AppsSecret;
  balance_transaction: types.BalanceTransaction;
  "deleted_apps.secret": types.DeletedAppsSecret;
  error: types.Error;
  expanded_object: types.ExpandedObject;
  fee: types.Fee;
  payment_flows_payment_intent_presentment_details: types.PaymentFlowsPaymentIntentPresentmentDetails;
  refund: types.Refund;
  scope_param: types.ScopeParam;
  secret_service_resource_scope: types.SecretServiceResourceScope;
  transfer: types.Transfer;
  transfer_reversal: types.TransferReversal;
  "treasury.credit_reversal": types.TreasuryCreditReversal;
  "treasury.transaction": types.TreasuryTransaction;
  treasury_received_credits_resource_status_transitions: types.TreasuryReceivedCreditsResourceStatusTransitions;
  treasury_transactions_resource_abstract_transaction_resource_status_transitions:
    types.TreasuryTransactionsResourceAbstractTransactionResourceStatusTransitions;
  treasury_transactions_resource_balance_impact: types.TreasuryTransactionsResourceBalanceImpact;
};
type Taken = {
  GetAppsSecrets: types.GetAppsSecretsRequest;
  PostAppsSecrets: types.PostAppsSecretsRequest;
  PostAppsSecretsDelete: types.PostAppsSecretsDeleteRequest;
  GetAppsSecretsFind: types.GetAppsSecretsFindRequest;
  GetTransfersIdReversals: types.GetTransfersIdReversalsRequest;
  PostTransfersIdReversals: types.PostTransfersIdReversalsRequest;
  GetTransfersTransferReversalsId: types.GetTransfersTransferReversalsIdRequest;
  PostTransfersTransferReversalsId: types.PostTransfersTransferReversalsIdRequest;
  GetTreasuryCreditReversals: types.GetTreasuryCreditReversalsRequest;
  PostTreasuryCreditReversals: types.PostTreasuryCreditReversalsRequest;
  GetTreasuryCreditReversalsCreditReversal: types.GetTreasuryCreditReversalsCreditReversalRequest;
};
type Given = {
  GetAppsSecrets: types.GetAppsSecretsResponse;
  PostAppsSecrets: types.AppsSecret;
  PostAppsSecretsDelete: types.DeletedAppsSecret;
  GetAppsSecretsFind: types.AppsSecret;
  GetTransfersIdReversals: types.GetTransfersIdReversalsResponse;
  PostTransfersIdReversals: types.TransferReversal;
  GetTransfersTransferReversalsId: types.TransferReversal;
  PostTransfersTransferReversalsId: types.TransferReversal;
  GetTreasuryCreditReversals: types.GetTreasuryCreditReversalsResponse;
  PostTreasuryCreditReversals: types.TreasuryCreditReversal;
  GetTreasuryCreditReversalsCreditReversal: types.TreasuryCreditReversal;
};

/** With the names, since a type that has only optional members is one with others too. */
type Same<One, Other> = [One, Other, keyof One, keyof Other] extends [Other, One, keyof Other, keyof One] ? true : false;
type Within<One, Other> = [One] extends [Other] ? true : false;
/** The names that a map has something else than `true` for. */
type Disagree<Map> = { [Name in keyof Map]: Map[Name] extends true ? never : Name }[keyof Map];
/** A part of a request; `never` where it has no such part. */
type Part<Request, Name> = Name extends keyof Request ? NonNullable<Request[Name]> : never;
type Content<Body> = Body extends { content: infer Types } ? Types[keyof Types] : never;
type Answer<Name extends keyof operations, Status extends 200 | "default"> =
  Content<operations[Name]["responses"][Status]>;

const agree: [
  Disagree<{ [Name in keyof components["schemas"]]: Within<components["schemas"][Name], Schemas[Name]> }>,
  Disagree<{ [Name in keyof operations]: Same<Part<operations[Name]["parameters"], "path">, Part<Taken[Name], "path">> }>,
  Disagree<{ [Name in keyof operations]: Same<Part<operations[Name]["parameters"], "query">, Part<Taken[Name], "query">> }>,
  Disagree<{ [Name in keyof operations]: Same<Content<Part<operations[Name], "requestBody">>, Part<Taken[Name], "body">> }>,
  Disagree<{ [Name in keyof operations]: Within<Answer<Name, 200>, Given[Name]> }>,
  Disagree<{ [Name in keyof operations]: Within<Answer<Name, "default">, types.Error> }>,
] extends never[] ? true : false = true;
// That nothing disagrees says something: these do.
const disagree: [
  Disagree<{ here: Within<components["schemas"]["transfer"], types.Refund> }>,
  Disagree<{ here: Same<{ id: string }, Part<types.GetTransfersTransferReversalsIdRequest, "path">> }>,
] = ["here", "here"];

export const requests = [page, one, create, clear, credit, credits, oneCredit, secret, secrets, kept, gone];
export const answers = [entries, refunds, transfers, reversals, backs, backList, bundle, agree, disagree];
export const mistakes = [
  withoutPath, unknownParameter, digits, state, text, withoutTransfer, noTransfer, otherObject, idOnly, whole, otherResource,
];

// What a member called `object` says is enough for the compiler to know the rest.
type List =
  types.GetTransfersIdReversalsResponse | types.GetTreasuryCreditReversalsResponse | types.GetAppsSecretsResponse;
type Known =
  types.TransferReversal | types.TreasuryCreditReversal | types.AppsSecret | types.DeletedAppsSecret | List;
function about(known: Known): string {
  switch (known.object) {
    case "transfer_reversal":
      return typeof known.transfer === "string" ? known.transfer : known.transfer.reversals.url;
    case "treasury.credit_reversal":
      return known.received_credit;
    case "apps.secret":
      return known.id;
    case "list":
      return `${known.url} ${known.data.map(about).join()}`;
  }
}

const payloads: { value: object }[] = JSON.parse(readFileSync(process.env["REVERSALS_PAYLOADS"]!, "utf8"));
deepStrictEqual(typed, payloads.map((it) => it.value));
for (const value of typed) {
  if (about(value).length === 0) throw new Error(`${JSON.stringify(value)} is about nothing`);
}
console.log(`${typed.length} payloads are what their types say`);
