"""A browser without a screen: cookies, forms with their token, and a walk over every link."""

import re
from collections.abc import Iterator
from html import unescape

import httpx

LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
NO_PAGES = ("/assets/", "/sign-out", "/events", "/api/")


class Visitor:
    """`origin` is Clark's address, without a slash at the end."""

    def __init__(self, origin: str) -> None:
        self.http = httpx.Client(base_url=origin, trust_env=False, timeout=30)
        self._origin = origin

    def close(self) -> None:
        self.http.close()

    def sign_in(self, username: str, to: str = "") -> httpx.Response:
        return self.post("/sign-in/", {"username": username, "next": to})

    def form_token(self) -> str:
        """The token that forms of this visitor carry."""
        found = TOKEN.search(self.http.get("/sign-in/").text) or TOKEN.search(
            self.http.get("/").text
        )
        assert found, "no form shows a token"
        return found[1]

    def post(self, path: str, form: dict[str, str], *, forged: bool = False) -> httpx.Response:
        """Send a form; a forged one comes from elsewhere and knows no token."""
        headers = {"Referer": f"{self._origin}/"}
        if not forged:
            form = form | {"csrfmiddlewaretoken": self.form_token()}
        return self.http.post(path, data=form, headers=headers)

    def walk(self, most: int = 120) -> Iterator[httpx.Response]:
        """Pages that links lead to, beginning at home. No link leads nowhere."""
        seen = {"/"}
        waiting = ["/"]
        for _ in range(most):
            if not waiting:
                return
            answer = self.http.get(waiting.pop(0))
            assert answer.status_code == 200, (answer.url, answer.status_code)
            yield answer
            for link in map(unescape, LINK.findall(answer.text)):
                if link not in seen and not link.startswith(NO_PAGES):
                    seen.add(link)
                    waiting.append(link)
