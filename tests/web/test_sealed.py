"""Do the words of a search come back from their address, and can nobody read them there?"""

from app.web.sealed import opened, seal


def test_words_come_back_and_cannot_be_read(app):
    with app.test_request_context():
        address = seal("Åsa Öman 070-123 45 67")
        assert (opened(address), "Öman" in address, "123 45" in address) == ("Åsa Öman 070-123 45 67", False, False)


def test_no_words_are_no_parameter_and_what_was_changed_searches_for_nothing(app):
    with app.test_request_context():
        found = (seal(""), seal(None), opened(None), opened("~abc"), opened(seal("Åsa")[:-3]))
        assert found == (None, None, "", "", "")
        assert opened("typed by hand") == "typed by hand"
