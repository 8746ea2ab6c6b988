#!/usr/bin/env python3
"""Clients of other hands against a running `passbook sandbox serve`: which calls they make, and what they read.

    pip install plaid-python simplefin4py paypal-server-sdk
    scripts/official_clients.py PORT

Says `ok` or `WRONG` for each call, and ends with 1 where one was wrong. It changes the server's virtual time and its links.
"""

import asyncio
import datetime
import json
import logging
import sys
import urllib.request

import plaid
from plaid.api import plaid_api
from plaid.model.transactions_sync_request import TransactionsSyncRequest
from plaid.model.transactions_sync_request_options import TransactionsSyncRequestOptions
from plaid.model.sandbox_public_token_create_request import SandboxPublicTokenCreateRequest
from plaid.model.item_public_token_exchange_request import ItemPublicTokenExchangeRequest
from plaid.model.item_get_request import ItemGetRequest
from plaid.model.item_remove_request import ItemRemoveRequest
from plaid.model.accounts_get_request import AccountsGetRequest
from plaid.model.accounts_balance_get_request import AccountsBalanceGetRequest
from plaid.model.institutions_get_by_id_request import InstitutionsGetByIdRequest
from plaid.model.link_token_create_request import LinkTokenCreateRequest
from plaid.model.link_token_create_request_user import LinkTokenCreateRequestUser
from plaid.model.link_token_create_hosted_link import LinkTokenCreateHostedLink
from plaid.model.link_token_transactions import LinkTokenTransactions
from plaid.model.link_token_get_request import LinkTokenGetRequest
from plaid.model.sandbox_item_reset_login_request import SandboxItemResetLoginRequest
from plaid.model.transactions_refresh_request import TransactionsRefreshRequest
from plaid.model.products import Products
from plaid.model.country_code import CountryCode

port = sys.argv[1]
base = f"http://127.0.0.1:{port}"


def control(path, body):
    r = urllib.request.Request(f"{base}/sandbox/{path}", json.dumps(body).encode(), method="POST")
    return urllib.request.urlopen(r).read()


def say(name, f):
    try:
        out = f()
        print(f"ok    {name}: {out}")
        return out
    except Exception as e:
        say.wrong = True
        print(f"WRONG {name}: {type(e).__name__}: {str(e)[:600]}")


say.wrong = False
logging.disable(logging.CRITICAL)

conf = plaid.Configuration(
    host=f"{base}/plaid", api_key={"clientId": "sandbox-client", "secret": "sandbox-secret", "plaidVersion": "2020-09-14"}
)
api = plaid_api.PlaidApi(plaid.ApiClient(conf))

public = api.sandbox_public_token_create(
    SandboxPublicTokenCreateRequest(institution_id="ins_109508", initial_products=[Products("transactions")])
)
access = api.item_public_token_exchange(ItemPublicTokenExchangeRequest(public_token=public.public_token))
token = access.access_token
say("sandbox/public_token/create, item/public_token/exchange", lambda: access.item_id)
say(
    "item/get",
    lambda: (lambda r: (r.item.institution_id, str(r.status.transactions.last_successful_update)))(
        api.item_get(ItemGetRequest(access_token=token))
    ),
)
say(
    "institutions/get_by_id",
    lambda: (lambda r: (r.institution.name, r.institution.url))(
        api.institutions_get_by_id(InstitutionsGetByIdRequest(institution_id="ins_109508", country_codes=[CountryCode("US")]))
    ),
)
for n, f in (
    ("accounts/get", lambda: api.accounts_get(AccountsGetRequest(access_token=token))),
    ("accounts/balance/get", lambda: api.accounts_balance_get(AccountsBalanceGetRequest(access_token=token))),
):
    say(n, lambda: [(a.name, a.type.value, str(a.balances.current)) for a in f().accounts])


def sync(cursor=""):
    added = modified = removed = pages = 0
    while True:
        r = api.transactions_sync(
            TransactionsSyncRequest(
                access_token=token,
                cursor=cursor,
                count=500,
                options=TransactionsSyncRequestOptions(include_original_description=True),
            )
        )
        added += len(r.added)
        modified += len(r.modified)
        removed += len(r.removed)
        pages += 1
        cursor = r.next_cursor
        if not r.has_more:
            break
    sync.cursor = cursor
    return dict(pages=pages, added=added, modified=modified, removed=removed, status=str(r.transactions_update_status))


say("transactions/sync from the beginning", sync)
say("transactions/refresh", lambda: api.transactions_refresh(TransactionsRefreshRequest(access_token=token)).request_id)
control("clock", {"days": 1, "minutes": 600})
say("transactions/sync a day later", lambda: sync(sync.cursor))
made = say(
    "link/token/create",
    lambda: api.link_token_create(
        LinkTokenCreateRequest(
            client_name="try",
            language="en",
            country_codes=[CountryCode("US")],
            user=LinkTokenCreateRequestUser(client_user_id="u"),
            products=[Products("transactions")],
            transactions=LinkTokenTransactions(days_requested=730),
            hosted_link=LinkTokenCreateHostedLink(),
        )
    ).to_dict(),
)
if made:
    get = lambda: api.link_token_get(LinkTokenGetRequest(link_token=made["link_token"]))
    say("link/token/get before the visit", lambda: len(get().link_sessions or []))
    urllib.request.urlopen(made["hosted_link_url"]).read()
    urllib.request.urlopen(made["hosted_link_url"] + "/chase").read()
    say("link/token/get after it", lambda: [s.results.item_add_results[0].public_token for s in get().link_sessions])
    made = api.link_token_create(
        LinkTokenCreateRequest(
            client_name="try",
            language="en",
            country_codes=[CountryCode("US")],
            user=LinkTokenCreateRequestUser(client_user_id="u"),
            access_token=token,
            hosted_link=LinkTokenCreateHostedLink(),
        )
    ).to_dict()
    urllib.request.urlopen(made["hosted_link_url"] + "/leave").read()
    say("link/token/get of a visit that was left", lambda: [str(s.exit) for s in get().link_sessions])
say(
    "sandbox/item/reset_login", lambda: api.sandbox_item_reset_login(SandboxItemResetLoginRequest(access_token=token)).reset_login
)


def refused(f):
    try:
        f()
    except plaid.ApiException as e:
        return (e.status, json.loads(e.body)["error_code"])
    return "no error"


say("accounts/get then", lambda: refused(lambda: api.accounts_get(AccountsGetRequest(access_token=token))))
say("item/get then", lambda: api.item_get(ItemGetRequest(access_token=token)).item.error.error_code)
say("item/remove", lambda: api.item_remove(ItemRemoveRequest(access_token=token)).request_id)
say("accounts/get then", lambda: refused(lambda: api.accounts_get(AccountsGetRequest(access_token=token))))

from simplefin4py import SimpleFin


async def simplefin():
    answers = json.load(urllib.request.urlopen(f"{base}/sandbox/answers/simplefin"))
    setup = next(v for k, v in answers[0]["fields"].items() if k != "address")
    url = await SimpleFin.claim_setup_token(setup)
    data = await SimpleFin(url).fetch_data()
    print("ok    claim, accounts:", [(a.name, str(a.balance), a.currency) for a in data.accounts])
    try:
        await SimpleFin.claim_setup_token(setup)
        print("WRONG: claimed twice")
    except Exception as e:
        print("ok    a second claim:", type(e).__name__)


say("simplefin4py", lambda: asyncio.run(simplefin()))

from paypalserversdk.configuration import Configuration, Environment, Server
from paypalserversdk.http.auth.o_auth_2 import ClientCredentialsAuthCredentials
from paypalserversdk.paypal_serversdk_client import PaypalServersdkClient


def paypal_client(secret=None):
    fields = json.load(urllib.request.urlopen(f"{base}/sandbox/answers/paypal"))[0]["fields"]
    Configuration.environments[Environment.SANDBOX][Server.DEFAULT] = fields["address"]
    keys = ClientCredentialsAuthCredentials(o_auth_client_id=fields["client_id"], o_auth_client_secret=secret or fields["secret"])
    return PaypalServersdkClient(client_credentials_auth_credentials=keys, environment=Environment.SANDBOX)


def paypal_search():
    search = paypal_client().transaction_search
    day = datetime.date.fromisoformat(json.load(urllib.request.urlopen(f"{base}/sandbox/clock"))["now"][:10])
    found, pages = [], 0
    for _ in range(6):
        since, page, last = day - datetime.timedelta(days=30), 1, 1
        while page <= last:
            dates = {"start_date": f"{since}T00:00:00Z", "end_date": f"{day}T00:00:00Z"}
            body = search.search_transactions({**dates, "fields": "all", "page_size": 5, "page": page}).body
            found += body.transaction_details
            last, page, pages = body.total_pages, page + 1, pages + 1
        day = since
    amounts = [d.transaction_info.transaction_amount.value for d in found]
    return dict(pages=pages, rows=len(found), first=amounts[0], last=amounts[-1])


def paypal_refused():
    try:
        paypal_client("wrong").transaction_search.search_transactions({"start_date": "2026-11-01T00:00:00Z", "end_date": "2026-11-02T00:00:00Z"})
    except Exception as e:
        return type(e).__name__
    raise AssertionError("a wrong secret was taken")


say("paypal-server-sdk: token, transaction search, page by page", paypal_search)
say("paypal-server-sdk: a wrong secret", paypal_refused)
sys.exit(say.wrong)
