"""What an identity provider says is believed only when every check of OpenID Connect holds."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from redthread.foundation.session import SignedOutError, acting_as
from redthread.project import outside
from redthread.signin import public as signin
from tests.factories.world import Cast, Member, World
from tests.signin.arrange import Keys

ISSUER, CLIENT, SECRET = "https://id.umea.example", "redthread", "s" * 40
BACK = "https://redthread.example/partner/sign-in/back"
NOW = datetime.now(UTC)


@dataclass(slots=True)
class Forger:
    """A provider that says whatever a test wants; its signatures are real."""

    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "a"}))
    shown: RSAKey | None = None
    token: Callable[[dict[str, Any]], str] | None = None
    userinfo: dict[str, Any] = field(default_factory=dict)
    is_away: bool = False
    is_code_unknown: bool = False
    nonce: str = ""
    exchanged: list[signin.Exchange] = field(default_factory=list)
    asked_fresh: int = 0

    def discover(self, issuer: str) -> signin.Endpoints:
        """Describe itself."""
        if self.is_away:
            raise signin.ProviderFailedError(issuer)
        return signin.Endpoints(issuer, f"{issuer}/auth", f"{issuer}/token", f"{issuer}/keys", f"{issuer}/me")

    def fetch_keys(self, _endpoints: signin.Endpoints, *, fresh: bool) -> dict[str, Any]:
        """Show its keys: an old one at first where ``shown`` says so."""
        self.asked_fresh += fresh
        key = self.key if fresh or self.shown is None else self.shown
        return {"keys": [key.as_dict(private=False)]}

    def exchange(self, _endpoints: signin.Endpoints, exchange: signin.Exchange) -> signin.Tokens:
        """Give the forged token."""
        self.exchanged.append(exchange)
        if self.is_code_unknown:
            raise signin.CodeRefusedError(ISSUER)
        now = int(NOW.timestamp())
        right = {
            "iss": ISSUER,
            "aud": CLIENT,
            "sub": "u-1",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
        }
        claims = {k: v for k, v in (right | self.claims).items() if v is not None}
        token = self.token or (lambda c: jwt.encode({"alg": "RS256", "kid": "a"}, c, self.key))
        return signin.Tokens(id_token=token(claims), access_token="access")

    def fetch_claims(self, _endpoints: signin.Endpoints, _access_token: str) -> dict[str, Any]:
        """Say more about the person."""
        return self.userinfo


@pytest.fixture
def forger(keys: Keys, world: World) -> Any:
    """The provider of Umeå, connected in place of the real one."""
    made = Forger()
    keys.do(
        "update organisations_partnerdesk set oidc_issuer = %s, oidc_client_id = %s, oidc_secret = %s "
        "where organisation_id = %s",
        ISSUER,
        CLIENT,
        signin.seal(SECRET).encode(),
        world.partners["umea"],
    )
    signin.connect_providers(made)
    yield made
    outside.connect()


def browser(name: str = "Firefox", *, address: str = "192.0.2.9") -> signin.Origin:
    return signin.Origin(
        binding=f"browser:{name}", place=f"address:{address}", place_name=address, door="partner"
    )


def bind(keys: Keys, member: Member, subject: str = "u-1") -> None:
    keys.do(
        "update organisations_partnermember set oidc_issuer = %s, oidc_subject = %s where actor_id = %s",
        ISSUER,
        subject,
        member.actor_id,
    )


def come_in(
    forger: Forger,
    *,
    invitation: str = "",
    state: str = "",
    where: str = "Firefox",
    address: str = "192.0.2.9",
    at: datetime = NOW,
) -> signin.Entry:
    away = signin.begin_identity(
        organisation="umea", redirect=BACK, origin=browser(address=address), at=at, invitation=invitation
    )
    asked = {k: v[0] for k, v in parse_qs(urlsplit(away.address).query).items()}
    forger.nonce = asked["nonce"]
    return signin.finish_identity(
        token=away.token,
        state=state or asked["state"],
        code="c",
        origin=browser(where, address=address),
        at=at,
    )


def invite(acting: Any, cast: Cast, address: str) -> str:
    with acting(cast.coordinator) as actor:
        token: str = signin.invite_outsider(
            actor=actor,
            outsider_actor_id=cast.caseworker.actor_id,
            address=address,
            language="sv",
            at=NOW,
        )
    return token


def address_of(keys: Keys, member: Member) -> str:
    return str(
        keys.value("select email from organisations_partnermember where actor_id = %s", member.actor_id)
    )


def test_a_bound_identity_opens_the_partner_door(forger: Forger, keys: Keys, cast: Cast) -> None:
    bind(keys, cast.caseworker)
    entry = come_in(forger)
    with acting_as(token=entry.token, door="partner", binding="browser:Firefox") as actor:
        assert actor.id == cast.caseworker.actor_id
    sent = forger.exchanged[0]
    assert (sent.client_id, sent.secret, sent.redirect) == (CLIENT, SECRET, BACK)


def test_the_address_asks_for_a_code_with_pkce_state_and_nonce(forger: Forger) -> None:
    away = signin.begin_identity(organisation="umea", redirect=BACK, origin=browser(), at=NOW)
    asked = {k: v[0] for k, v in parse_qs(urlsplit(away.address).query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert "openid" in asked["scope"].split()
    assert len({asked["state"], asked["nonce"], asked["code_challenge"], away.token}) == 4
    assert all(len(asked[name]) >= 43 for name in ("state", "nonce", "code_challenge"))


def none_alg(claims: dict[str, Any]) -> str:
    parts = (json.dumps({"alg": "none"}), json.dumps(claims))
    return ".".join(urlsafe_b64encode(p.encode()).rstrip(b"=").decode() for p in parts) + "."


def with_our_secret(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))


def with_anothers_key(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "a"}, claims, RSAKey.generate_key(2048, {"kid": "a"}))


LONG_AGO = int(NOW.timestamp()) - 3600


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "somebody-else"},
        {"aud": ["somebody-else", "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"aud": [CLIENT, "another"]},
        {"iss": "https://id.lund.example"},
        {"iss": f"{ISSUER}/"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": LONG_AGO, "iat": LONG_AGO - 300},
        {"exp": None},
        {"iat": int(NOW.timestamp()) + 3600},
        {"nbf": int(NOW.timestamp()) + 3600},
        {"sub": None},
        {"sub": ""},
        {"sub": "u" * 256},
        {"sub": 7},
        {"sub": "u-2"},
    ],
    ids=" ".join,  # the claims' names alone: two workers that collect at different seconds must agree
)
def test_a_token_with_a_wrong_claim_opens_nothing(
    forger: Forger, keys: Keys, cast: Cast, claims: dict[str, Any]
) -> None:
    bind(keys, cast.caseworker)
    forger.claims = claims
    with pytest.raises(signin.IdentityRefusedError):
        come_in(forger)


@pytest.mark.parametrize(
    "token",
    [none_alg, with_our_secret, with_anothers_key, lambda _c: "", lambda _c: "a.b.c", lambda _c: "x" * 9999],
    ids=["alg none", "our secret", "another's key", "empty", "nonsense", "long"],
)
def test_a_token_that_the_provider_did_not_sign_opens_nothing(
    forger: Forger, keys: Keys, cast: Cast, token: Callable[[dict[str, Any]], str]
) -> None:
    bind(keys, cast.caseworker)
    forger.token = token
    with pytest.raises(signin.IdentityRefusedError):
        come_in(forger)


def test_keys_that_changed_are_fetched_again(forger: Forger, keys: Keys, cast: Cast) -> None:
    bind(keys, cast.caseworker)
    forger.shown = RSAKey.generate_key(2048, {"kid": "old"})
    come_in(forger)
    assert forger.asked_fresh == 1


def test_state_and_browser_must_be_those_that_left(forger: Forger, keys: Keys, cast: Cast) -> None:
    bind(keys, cast.caseworker)
    with pytest.raises(signin.IdentityRefusedError):
        come_in(forger, state="another")
    with pytest.raises(signin.HalfExpiredError):
        come_in(forger, where="Chrome")


def test_an_answer_works_once(forger: Forger, keys: Keys, cast: Cast) -> None:
    bind(keys, cast.caseworker)
    away = signin.begin_identity(organisation="umea", redirect=BACK, origin=browser(), at=NOW)
    asked = {k: v[0] for k, v in parse_qs(urlsplit(away.address).query).items()}
    forger.nonce = asked["nonce"]
    again: dict[str, Any] = {
        "token": away.token,
        "state": asked["state"],
        "code": "c",
        "origin": browser(),
        "at": NOW,
    }
    signin.finish_identity(**again)
    with pytest.raises(signin.HalfExpiredError):
        signin.finish_identity(**again)


def test_an_invited_member_is_bound_by_link_and_verified_address(
    forger: Forger, keys: Keys, cast: Cast, acting: Any
) -> None:
    address = address_of(keys, cast.caseworker)
    token = invite(acting, cast, address)
    forger.claims = {"email": address.upper(), "email_verified": True}
    assert come_in(forger, invitation=token).person.actor_id == cast.caseworker.actor_id
    # From now on the pair of issuer and subject alone counts, whatever the address says.
    forger.claims = {"email": "renamed@umea.example", "email_verified": False}
    assert come_in(forger).person.actor_id == cast.caseworker.actor_id
    with pytest.raises(signin.InvitationEndedError):
        signin.find_invitation(token=token, door="partner")


def test_the_address_may_come_from_userinfo_of_the_same_subject_only(
    forger: Forger, keys: Keys, cast: Cast, acting: Any
) -> None:
    address = address_of(keys, cast.caseworker)
    token = invite(acting, cast, address)
    forger.userinfo = {"sub": "u-2", "email": address, "email_verified": True}
    with pytest.raises(signin.IdentityRefusedError):
        come_in(forger, invitation=token)
    forger.userinfo["sub"] = "u-1"
    assert come_in(forger, invitation=token).person.actor_id == cast.caseworker.actor_id


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_the_provider_does_not_vouch_for_binds_nobody(
    forger: Forger, keys: Keys, cast: Cast, acting: Any, verified: Any
) -> None:
    address = address_of(keys, cast.caseworker)
    token = invite(acting, cast, address)
    forger.claims = {"email": address, "email_verified": verified}
    with pytest.raises(signin.IdentityRefusedError):
        come_in(forger, invitation=token)
    assert signin.find_invitation(token=token, door="partner").person.actor_id == cast.caseworker.actor_id


def test_a_lawyer_named_alike_gets_nothing_by_name_or_by_somebody_elses_link(
    forger: Forger, keys: Keys, cast: Cast, acting: Any
) -> None:
    """Same name, same provider, another address: the account of the one who was invited stays theirs."""
    address = address_of(keys, cast.caseworker)
    token = invite(acting, cast, address)
    forger.claims = {
        "sub": "mona-oberg-2",
        "name": "Mona Öberg",
        "email": "mona.oberg.2@umea.example",
        "email_verified": True,
    }
    for invitation in ("", token):
        with pytest.raises(signin.IdentityRefusedError):
            come_in(forger, invitation=invitation)
    forger.claims = {"sub": "mona-oberg-1", "name": "Mona Öberg", "email": address, "email_verified": True}
    assert come_in(forger, invitation=token).person.actor_id == cast.caseworker.actor_id


def test_an_identity_of_one_person_is_not_bound_to_a_second(
    forger: Forger, keys: Keys, cast: Cast, acting: Any
) -> None:
    bind(keys, cast.coordinator)
    address = address_of(keys, cast.caseworker)
    token = invite(acting, cast, address)
    forger.claims = {"email": address, "email_verified": True}
    with pytest.raises(signin.IdentityRefusedError):
        come_in(forger, invitation=token)
    assert signin.find_invitation(token=token, door="partner").name == address


def test_a_case_worker_who_changed_employer_comes_in_no_more(
    forger: Forger, keys: Keys, cast: Cast, acting: Any
) -> None:
    from redthread.organisations.public import end_membership

    bind(keys, cast.caseworker)
    session = come_in(forger)
    member = keys.value(
        "select id from organisations_partnermember where actor_id = %s", cast.caseworker.actor_id
    )
    with acting(cast.coordinator) as actor:
        end_membership(actor=actor, member_id=member, why="changed employer", at=NOW)
    with (
        pytest.raises(SignedOutError),
        acting_as(token=session.token, door="partner", binding="browser:Firefox"),
    ):
        pass
    with pytest.raises(signin.IdentityRefusedError):
        come_in(forger)


def test_an_identity_opens_only_the_organisation_whose_provider_vouches(
    forger: Forger, keys: Keys, cast: Cast
) -> None:
    bind(keys, cast.caseworker_elsewhere)
    with pytest.raises(signin.IdentityRefusedError):
        come_in(forger)


def test_a_provider_that_is_away_is_told_as_that(forger: Forger) -> None:
    forger.is_away = True
    with pytest.raises(signin.ProviderAwayError):
        come_in(forger)


def test_only_organisations_with_an_own_sign_in_are_listed(forger: Forger) -> None:
    assert [o.code for o in signin.list_own_sign_ins()] == ["umea"]
    for code in ("lund", "nowhere", "' or 1=1 --"):
        with pytest.raises(signin.IdentityRefusedError):
            signin.begin_identity(organisation=code, redirect=BACK, origin=browser(), at=NOW)


def count_wrong(keys: Keys, place: str = "address:192.0.2.9") -> int:
    return int(keys.value("select count(*) from access.attempt where place = %s and not succeeded", place))


def forge_subject(forger: Forger) -> dict[str, Any]:
    forger.claims = {"sub": "nobody-here"}
    return {}


def forge_nonce(forger: Forger) -> dict[str, Any]:
    forger.claims = {"nonce": "another"}
    return {}


def forge_signature(forger: Forger) -> dict[str, Any]:
    forger.token = with_anothers_key
    return {}


def forge_code(forger: Forger) -> dict[str, Any]:
    forger.is_code_unknown = True
    return {}


@pytest.mark.parametrize(
    "forge",
    [forge_subject, forge_nonce, forge_signature, forge_code, lambda _forger: {"state": "another"}],
    ids=["subject", "nonce", "signature", "code", "state"],
)
def test_a_wrong_answer_is_counted_as_every_wrong_try(
    forger: Forger, keys: Keys, forge: Callable[[Forger], dict[str, Any]]
) -> None:
    with pytest.raises(signin.IdentityRefusedError):
        come_in(forger, **forge(forger))
    assert count_wrong(keys) == 1


def test_whoever_goes_on_trying_waits_and_nobody_else_does(forger: Forger, keys: Keys, cast: Cast) -> None:
    """One attacker at one address: people of the same organisation come in from everywhere else."""
    bind(keys, cast.caseworker)
    forger.claims = {"sub": "nobody-here"}
    for _ in range(15):
        with pytest.raises(signin.IdentityRefusedError):
            come_in(forger)
    forger.claims = {}
    with pytest.raises(signin.MustWaitError, match="Too many wrong tries") as wait:
        come_in(forger)
    assert 0 < wait.value.seconds <= 300
    exchanged = len(forger.exchanged)
    with pytest.raises(signin.MustWaitError):
        come_in(forger)
    assert len(forger.exchanged) == exchanged, "the provider is not asked while somebody waits"
    for elsewhere in ("192.0.2.77", "198.51.100.4"):
        assert come_in(forger, address=elsewhere).person.actor_id == cast.caseworker.actor_id
    later = NOW + timedelta(minutes=5)
    assert come_in(forger, at=later).person.actor_id == cast.caseworker.actor_id


def test_an_office_from_which_people_come_in_has_twenty_tries(forger: Forger, keys: Keys, cast: Cast) -> None:
    bind(keys, cast.caseworker)
    come_in(forger)
    forger.claims = {"sub": "nobody-here"}
    for n in range(1, 20):
        with pytest.raises(signin.IdentityRefusedError):
            come_in(forger, at=NOW + timedelta(seconds=n))
    forger.claims = {}
    come_in(forger, at=NOW + timedelta(seconds=21))
    forger.claims = {"sub": "nobody-here"}
    with pytest.raises(signin.IdentityRefusedError):
        come_in(forger, at=NOW + timedelta(seconds=22))


def test_a_provider_that_is_away_counts_against_nobody(forger: Forger, keys: Keys) -> None:
    forger.is_away = True
    with pytest.raises(signin.ProviderAwayError):
        come_in(forger)
    assert count_wrong(keys) == 0
