"""Who carries no cookie is looked for nowhere, and is still treated like one who is not signed in."""


def test_a_stranger_is_given_no_cookie(visitor, make):
    make.organisation()
    assert "Set-Cookie" not in visitor.get("/").response.headers


def test_a_stranger_is_asked_to_sign_in(visitor, make):
    make.organisation()
    assert visitor.get("/staff/").h1 == "Logga in"


def test_one_with_a_cookie_is_known(signed_in):
    assert signed_in("coordinator").get("/staff/").status == 200
