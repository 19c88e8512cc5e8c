"""How is an issuer of the organisation's own asked who somebody is? OpenID Connect by Authlib: code flow, PKCE, state, nonce.

Made once for each application, on the first sign-in that needs it: the library and the issuer's own description of itself
are loaded then. Nothing is asked over a redirect, nor longer than ten seconds, and only asymmetric signatures count.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError
from requests import RequestException

SIGNED_BY = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
PATIENCE = 10  # seconds
UNREACHED = (RequestException, ValueError, KeyError, RuntimeError)  # it is away, or says what no issuer says
REFUSED = (OAuthError, JoseError)


class Straight(OAuth2Session):
    """An HTTP client that goes where it is sent and no further."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, default_timeout=PATIENCE, **kwargs)
        self.max_redirects = 0


class Issuer(FlaskOAuth2App):
    """One issuer, by the address that it is known under."""

    client_cls = Straight

    def load_server_metadata(self) -> Mapping:
        """What the issuer says of itself. Raises ValueError when it is not the one that it should be."""
        if "_loaded_at" in self.server_metadata:
            return self.server_metadata
        found = super().load_server_metadata()
        try:
            if found.get("issuer") != self.address:
                raise ValueError("the issuer calls itself by another name")
            ours = urlsplit(self.address).scheme
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if urlsplit(found[name]).scheme != ours:
                    raise ValueError(f"{name} is not asked the way the issuer is")
        except (KeyError, ValueError):
            self.server_metadata.clear()
            raise
        offered = found.get("id_token_signing_alg_values_supported") or ["RS256"]
        found["id_token_signing_alg_values_supported"] = [way for way in SIGNED_BY if way in offered]
        return found

    def claims(self, query: Mapping) -> Mapping:
        """What is said of the one who comes back with this query, checked. Raises one of REFUSED or UNREACHED."""
        if query.get("iss", self.address) != self.address:  # RFC 9207
            raise OAuthError("mixed_up", "another issuer sent this answer")
        token = self.authorize_access_token(leeway=60, claims_options={"iss": {"values": [self.address]}})
        claims = token.get("userinfo")
        if not claims:
            raise OAuthError("no_id_token", "the issuer sent no ID token")
        if "email" not in claims and "userinfo_endpoint" in self.server_metadata:
            more = self.userinfo(token=token)
            if more.get("sub") != claims["sub"]:
                raise OAuthError("mixed_up", "the issuer told of somebody else")
            claims = {**more, **claims}
        return claims


def made(config: Mapping) -> Issuer:
    """The issuer of these settings."""
    found = Issuer(
        FlaskIntegration("issuer"),
        name="issuer",
        client_id=config["OIDC_CLIENT_ID"],
        client_secret=config["OIDC_CLIENT_SECRET"],
        server_metadata_url=config["OIDC_ISSUER"].rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256"},
    )
    found.address = config["OIDC_ISSUER"]
    return found
